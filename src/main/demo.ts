/** `demo`: plays the sandbox case again, with a new invented client, against the gateway that runs. */
import { startChild } from './children.ts'
import { findRunning } from './running.ts'
import { CommandError, configFor } from './usage.ts'
import type { Given } from './usage.ts'

export async function demo(given: Given): Promise<void> {
  const { mode, baseUrl, dataDirectory, sandboxPort } = await configFor(given)
  if (mode !== 'sandbox')
    throw new CommandError('The demo is played in the sandbox only: its clients are invented.')
  if (!(await findRunning(dataDirectory)))
    throw new CommandError('No gateway runs here: start one with npm start.')
  const player = startChild({
    file: 'demo.ts',
    args: [baseUrl, dataDirectory, String(sandboxPort), '--new'],
    output: 'own',
  })
  process.once('SIGTERM', () => void player.stop())
  process.exitCode = (await player.ended) ?? 1
}
