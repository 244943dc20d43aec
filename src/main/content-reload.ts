/** `content reload`: the running gateway reads its content again, and takes it whole or says what is wrong with it. */
import { askReload, nobodyHere } from './control.ts'
import { readNote } from './running.ts'
import { CommandError, configFor, onlyOptions, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'

export async function reloadContent(given: Given): Promise<void> {
  onlyOptions(given, ['config'])
  if (given.words.length > 0) throw new UsageError('This command takes no further words.')
  const { dataDirectory } = await configFor(given)
  const running = await readNote(dataDirectory)
  if (!running) throw new CommandError(nobodyHere)
  const answer = await askReload(dataDirectory, running)
  if (answer.kind === 'refused')
    throw new CommandError([...answer.faults, `Content ${answer.version} stays in force.`].join('\n'))
  if (answer.kind === 'unchanged') return print(`Nothing has changed: content ${answer.version} is in force.`)
  if (answer.kind === 'preparing')
    return print(
      `Content ${answer.version} comes in force once what is kept is labelled and granted by policies ${answer.policies}; ` +
        `until then ${answer.before} serves. /health/ready and the log say when.`,
    )
  print(`Content ${answer.version} is in force; before it was ${answer.before}.`)
}
