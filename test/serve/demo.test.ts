/**
 * The demo as a newcomer sees it, in processes of its own on an embedded database: played to its end, and played under a
 * gateway that is killed again and again. What is there at the end is the same: nothing lost, nothing twice.
 *
 * THROUGHLINE_TEST_KILLS=all kills after every step, and within every step at a moment drawn from THROUGHLINE_TEST_SEED.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { takeCensus, underWay } from './census.ts'
import type { Census } from './census.ts'
import { createSandbox, played, until, untilPlayed } from './sandbox.ts'
import type { Run, Sandbox } from './sandbox.ts'

const stepCount = 24
/** An attempt that was under way when the gateway was killed is made again when its lease has ended. */
const impatient = { THROUGHLINE_DELIVERY_LEASE_MS: '2000', THROUGHLINE_DELIVERY_TIMEOUT_MS: '1500' }

type Kill = { readonly after: number; readonly ms: number }

const seed = Number(process.env['THROUGHLINE_TEST_SEED'] ?? 42)
/** A kill falls this long after a step, at most; the steps take 20 to 500 ms. */
const withinMsMax = 150

/** Between steps where a record is in, a mandate is in and a delivery waits; within two, at moments that the seed draws. */
function chooseKills(): Kill[] {
  const draw = createDraw(seed)
  const steps = Array.from({ length: stepCount }, (_, index) => index + 1)
  if (process.env['THROUGHLINE_TEST_KILLS'] === 'all')
    return steps.flatMap((after) => [
      { after, ms: 0 },
      { after, ms: Math.floor(draw() * withinMsMax) },
    ])
  const between = [9, 14, 18]
  const within = [1, 10].map((after) => ({ after, ms: Math.floor(draw() * withinMsMax) }))
  return [...between.map((after) => ({ after, ms: 0 })), ...within].toSorted(
    (one, other) => one.after - other.after,
  )
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function createDraw(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Waits until the play is over and every delivery has come to an end. */
async function finish(sandbox: Sandbox, run: Run): Promise<void> {
  await untilPlayed(sandbox, stepCount, run)
  await until('the end of the player', async () =>
    (await sandbox.processes()).every(({ command }) => !command.includes('demo.ts')),
  )
  await until('the end of the deliveries', async () => (await underWay(sandbox.folder)) === 0)
}

async function stopInOrder(sandbox: Sandbox, run: Run, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  run.child.kill(signal)
  expect(await run.ended).toBe(0)
  expect(run.output()).toContain('Stopping')
  expect(await sandbox.processes()).toEqual([])
  expect(await sandbox.servers()).toEqual([])
}

describe('the demo', () => {
  let undisturbed: Sandbox
  let killed: Sandbox
  let expected: Census

  beforeAll(async () => {
    undisturbed = await createSandbox()
    killed = await createSandbox(impatient)
  })
  afterAll(async () => {
    for (const sandbox of [undisturbed, killed]) await sandbox.clear()
  })

  test('plays to its end on a new database; everything ends with a signal', async () => {
    const since = new Date()
    const run = undisturbed.run('serve')
    await finish(undisturbed, run)
    expect(run.output()).toContain(`The case of run 1 is played: ${stepCount} of ${stepCount} steps.`)
    expected = await takeCensus(undisturbed.folder, since)
    expect(expected.persons).toEqual({
      'cedar-bridge 1991-04-12': 1,
      'harbor-court 1991-04-12': 1,
      'lakeside 1991-04-12': 1,
    })
    await stopInOrder(undisturbed, run, 'SIGINT')
  }, 120_000)

  test('goes on after kill -9, with nothing lost and nothing twice', async () => {
    const since = new Date()
    let run = killed.run('serve')
    const startsMs: number[] = []
    for (const { after, ms } of chooseKills()) {
      await untilPlayed(killed, after, run)
      await pause(ms)
      run.child.kill('SIGKILL')
      expect(await run.ended).toBe('SIGKILL')
      await until('the end of partners and player', async () => (await killed.processes()).length === 0)
      expect(await killed.servers()).not.toEqual([])
      const begun = performance.now()
      run = killed.run('serve')
      await until('a new start', () => run.output().includes('is ready after'))
      startsMs.push(Math.round(performance.now() - begun))
      expect(run.output()).toContain('(found running)')
    }
    console.info(`ready again after ${startsMs.join(', ')} ms`)
    await finish(killed, run)
    expect(await played(killed.folder)).toHaveLength(stepCount)
    expect(await takeCensus(killed.folder, since)).toEqual(expected)
    const verified = killed.run('audit verify')
    expect(await verified.ended).toBe(0)
    expect(verified.output()).toContain('The audit is intact')
    await stopInOrder(killed, run, 'SIGTERM')
  }, 900_000)
})
