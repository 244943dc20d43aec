/**
 * HAPI FHIR's validator as a peer: its program under $THROUGHLINE_SHARED/peers/hapi, built by Maven in a folder of its
 * own that is removed in the end. Where anything of that is missing, the reason is told and nothing is measured.
 */
import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import os from 'node:os'
import { basename, join } from 'node:path'
import { isObject } from '../../src/fhir/resource.ts'
import { definitionFolders, folderOf, sharedFolder, textsOf, type SetName } from './ground.ts'

export type Hapi = {
  /** Errors of each resource of a set, by file; -1 where it crashed. */
  readonly verdicts: (set: SetName) => Promise<Record<string, number>>
  /** Resources for each CPU second, parsing included, one thread, warm; and of parsing alone. */
  readonly speed: (
    set: SetName,
    seconds: { warm: number; measured: number },
  ) => Promise<{ perSecond: number; parsePerSecond: number }>
  readonly remove: () => Promise<void>
}

/** Builds it; a string is the reason why it cannot be had. */
export async function buildHapi(): Promise<Hapi | string> {
  const shared = sharedFolder()
  const source = shared === undefined ? undefined : join(shared, 'peers/hapi')
  if (source === undefined || !existsSync(source)) return 'THROUGHLINE_SHARED does not lead to it'
  for (const program of ['java', 'mvn'])
    if ((await run(program, ['-version'], {})).exitCode !== 0) return `${program} is not there`
  const folder = await mkdtemp(join(os.tmpdir(), 'throughline-hapi-'))
  const remove = async (): Promise<void> => await rm(folder, { recursive: true, force: true })
  await cp(source, folder, { recursive: true, filter: (path) => basename(path) !== 'target' })
  const { exitCode, errors } = await run('mvn', ['-B', '-q', 'package'], { cwd: folder })
  if (exitCode !== 0) {
    await remove()
    return `Maven could not build it: ${errors.slice(-200)}`
  }
  const oracle = async (args: readonly string[], input = ''): Promise<string> => {
    const {
      exitCode: code,
      output,
      errors: said,
    } = await run(join(folder, 'validate-oracle'), args, { input })
    if (code !== 0) throw new Error(`HAPI's validator ended with ${code}: ${said.slice(-500)}`)
    return output
  }
  return {
    verdicts: async (set) => readVerdicts(await oracle(['validate', ...profilesOf(set)], pathsOf(set))),
    speed: async (set, { warm, measured }) => {
      const list = join(folder, `${set}.list`)
      await writeFile(list, pathsOf(set))
      const seconds = ['--seconds', String(measured), '--warm', String(warm), '--threads', '1']
      return readSpeed(await oracle(['bench', '--list', list, ...seconds, ...profilesOf(set)]))
    },
    remove,
  }
}

/** It takes one folder of profiles, in which it reads what lies below too: no set has more than one. */
function profilesOf(set: SetName): string[] {
  return definitionFolders(set).flatMap((folder) => ['--profiles', folder])
}

function pathsOf(set: SetName): string {
  const folder = folderOf(set) ?? ''
  return textsOf(set)
    .map(({ file }) => `${join(folder, file)}\n`)
    .join('')
}

function readVerdicts(output: string): Record<string, number> {
  return Object.fromEntries(
    jsonLines(output).map(({ id, errors }) => [basename(String(id)), Number(errors)] as const),
  )
}

function readSpeed(output: string): { perSecond: number; parsePerSecond: number } {
  const [parsed, validated] = jsonLines(output)
  return {
    parsePerSecond: Number(parsed?.['ops_per_cpu_s']),
    perSecond: Number(validated?.['ops_per_cpu_s']),
  }
}

function jsonLines(output: string): Record<string, unknown>[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    const value: unknown = JSON.parse(line)
    return isObject(value) ? [value] : []
  })
}

type Ended = { readonly exitCode: number; readonly output: string; readonly errors: string }

/** Runs a program to its end; one that is not there ends with -1. */
async function run(
  program: string,
  args: readonly string[],
  { cwd, input = '' }: { cwd?: string; input?: string },
): Promise<Ended> {
  return await new Promise((resolve) => {
    const child = spawn(program, args, cwd === undefined ? {} : { cwd })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.once('error', (error) => resolve({ exitCode: -1, output, errors: error.message }))
    child.once('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, output, errors }))
    // One that ends before it has read everything says so by its exit code.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
