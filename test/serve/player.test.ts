/** The player of the case: one at a time. */
import { beforeEach, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestFolder } from '../support/run.ts'
import { follow } from './sandbox.ts'

const player = fileURLToPath(new URL('../../sandbox/demo.ts', import.meta.url))
/** Nothing listens there. */
const nowhere = 'http://127.0.0.1:9'

let folder: string
beforeEach(async () => {
  folder = await createTestFolder('player')
  await mkdir(path.join(folder, 'demo'))
})

async function play(...mode: string[]): Promise<string> {
  const args = ['--no-warnings', player, nowhere, folder, '9', ...mode]
  const run = follow(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }))
  expect(await run.ended).toBe(1)
  return run.output()
}

test('another play is refused while one goes on, and begins when that one has ended', async () => {
  const going = spawn('sleep', ['60'])
  await writeFile(path.join(folder, 'demo', 'player'), String(going.pid))
  expect(await play('--new')).toBe('A play is going on already; another one can begin when it is over.\n')
  going.kill()
  await once(going, 'exit')
  expect(await play('--new')).toContain('1/24')
})

test('a play that was cut off goes on, whoever has the number of its process now; none is left behind', async () => {
  await writeFile(path.join(folder, 'demo', 'player'), String(process.pid))
  expect(await play()).toContain('1/24')
  expect(await readdir(path.join(folder, 'demo'))).not.toContain('player')
})
