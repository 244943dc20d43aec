/** What a command is handed, and how it says that it was called in a way that it does not understand. */
import { loadConfig } from '../config.ts'
import type { Config } from '../config.ts'

export type Given = {
  /** The words after the command's name. */
  readonly words: readonly string[]
  readonly options: Options
}

type Options = {
  readonly config?: string | undefined
  readonly purpose?: string | undefined
  readonly person?: string | undefined
  readonly patient?: string | undefined
  readonly recipient?: string | undefined
  readonly 'recipient-person'?: string | undefined
  readonly focus?: string | undefined
  readonly preview?: boolean | undefined
  readonly resource?: string | undefined
  readonly category?: string[] | undefined
  readonly as?: string | undefined
  readonly to?: string | undefined
  readonly lib?: string[] | undefined
  readonly cases?: string | undefined
  readonly format?: string | undefined
  readonly definitions?: string[] | undefined
  readonly 'tool-policy'?: boolean | undefined
  readonly profile?: string | undefined
  readonly event?: string | undefined
  readonly since?: string | undefined
  readonly quiet?: boolean | undefined
  readonly help?: boolean | undefined
}

export type Command = (given: Given) => Promise<void>

/** The command cannot be carried out here and now; the message says why, and what would help. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError'
}

/** The command was given in a way that it does not understand. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError'
}

/** Throws UsageError for an option that is another command's: passing it over would do less than was asked. */
export function onlyOptions({ options }: Given, known: readonly (keyof Options)[]): void {
  const names: readonly string[] = known
  const other = Object.keys(options).find((name) => !names.includes(name) && name !== 'help')
  if (other === undefined) return
  const list = known.map((name) => `--${name}`).join(', ')
  throw new UsageError(
    `This command has no option --${other}${list === '' ? '' : `; its options are ${list}`}.`,
  )
}

/** The configuration for a command; what looks like a mistake in it is told at once. */
export async function configFor({ options }: Given): Promise<Config> {
  const config = await loadConfig(process.env, options.config === undefined ? {} : { file: options.config })
  for (const warning of config.warnings) process.stderr.write(`${warning}\n`)
  return config
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
