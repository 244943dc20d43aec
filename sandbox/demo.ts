/**
 * Plays the main case over the public doors, step by step, and prints each with the request that caused it. A play that
 * was cut off goes on where it was; with `--new` another one begins, with a new invented client.
 *
 *     node sandbox/demo.ts GATEWAY DATA_DIRECTORY SANDBOX_PORT [--new]
 */
import { readPartners } from './client.ts'
import { personOf } from './play/client-of-the-day.ts'
import { court } from './play/court.ts'
import { record } from './play/record.ts'
import { referralIn } from './play/referral-in.ts'
import { revocation } from './play/revocation.ts'
import { createStage, readMemory, writeMemory } from './play/stage.ts'
import type { Memory, Step } from './play/stage.ts'

const STEPS: readonly Step[] = [...referralIn, ...record, ...court, ...revocation]

async function main([gateway, dataDirectory, sandboxPort, mode]: string[]): Promise<void> {
  if (!gateway || !dataDirectory || !sandboxPort)
    throw new Error('usage: demo.ts GATEWAY DATA_DIRECTORY SANDBOX_PORT [--new]')
  // The play ends with the gateway that started it, however that ends.
  process.once('disconnect', () => process.exit(1))
  const before = await readMemory(dataDirectory)
  const isOver = before !== undefined && before.done.length === STEPS.length
  if (before && isOver && mode !== '--new') return
  const memory: Memory = before && !isOver ? before : { run: (before?.run ?? 0) + 1, done: [], ids: {} }
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const setting = {
    gateway,
    dataDirectory,
    sandboxPort: Number(sandboxPort),
    partners: await readPartners(),
    print,
  }
  const stage = createStage(setting, await personOf(memory.run), memory.ids)
  for (const [index, step] of STEPS.entries()) {
    if (memory.done.includes(step.id)) continue
    print(`\n${index + 1}/${STEPS.length}  ${step.title}`)
    await step.play(stage)
    memory.done.push(step.id)
    await writeMemory(dataDirectory, memory)
  }
  print(`\nThe case of run ${memory.run} is played: ${STEPS.length} of ${STEPS.length} steps.`)
}

try {
  await main(process.argv.slice(2))
  if (process.connected) process.disconnect()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  const cure =
    message === 'fetch failed' ? '; the gateway does not answer: start it again, and the play goes on' : ''
  process.stdout.write(`\nThe play stopped: ${message}${cure}\n`)
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
