/** The whole program as its users start it: processes, signals, ports. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'

const launcher = fileURLToPath(new URL('../../bin/throughline.mjs', import.meta.url))
const waitMsMax = 20_000

let database: TestDatabase
let folder: string
let port: number
const started: ChildProcess[] = []

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-serve-'))
  port = await freePorts(4)
})
afterAll(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await pause(200)
  await database.close()
  await rm(folder, { recursive: true })
})

/** The first of so many free ports in a row. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000)
    const free = await Promise.all(
      Array.from({ length: count }, async (_, index) => await isFree(first + index)),
    )
    if (free.every(Boolean)) return first
  }
}

async function isFree(candidate: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(candidate, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

type Run = {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<number | string>
}

function run(...args: string[]): Run {
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: database.url,
    THROUGHLINE_DATA: folder,
    NODE_OPTIONS: '',
  }
  const child = spawn(process.execPath, [launcher, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close').then(([exitCode, signal]) => (exitCode ?? signal) as number | string)
  return { child, output: () => output, ended }
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + waitMsMax
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen`)
    await pause(50)
  }
}

async function isReady(): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/health/ready`).then(
    ({ status }) => status === 200,
    () => false,
  )
}

describe('serve', () => {
  test('starts, is found, survives a kill, and ends in order', async () => {
    const first = run('serve')
    await until('the first start', () => first.output().includes('is ready after'))
    expect(await isReady()).toBe(true)

    const second = run('serve')
    expect(await second.ended).toBe(0)
    expect(second.output()).toContain(
      `Throughline runs already at http://127.0.0.1:${port} (process ${first.child.pid})`,
    )

    const token = run('partner', 'token', 'harbor-court', '--quiet')
    expect(await token.ended).toBe(0)
    const headers = { authorization: `Bearer ${token.output().trim()}` }
    const response = await fetch(`http://127.0.0.1:${port}/fhir/Organization/harbor-court`, { headers })
    expect(response.status).toBe(200)

    first.child.kill('SIGKILL')
    await first.ended
    await until('the end of the partners', async () =>
      (await Promise.all([1, 2, 3].map(async (next) => await isFree(port + next)))).every(Boolean),
    )
    expect(await readdir(folder)).toContain('gateway.json')

    const again = run('serve')
    await until('the second start', () => again.output().includes('is ready after'))
    expect((await fetch(`http://127.0.0.1:${port}/fhir/Organization/harbor-court`, { headers })).status).toBe(
      200,
    )
    // As Ctrl-C comes through npm: from the terminal, and passed on.
    again.child.kill('SIGINT')
    again.child.kill('SIGINT')
    expect(await again.ended).toBe(0)
    expect(again.output()).toContain('Stopping')
    expect(await readdir(folder)).not.toContain('gateway.json')
    expect(await isFree(port)).toBe(true)
  }, 90_000)

  test('says that its port is taken, and by whom', async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const refused = run('serve')
    expect(await refused.ended).toBe(1)
    expect(refused.output()).toContain(`Port ${port} of 127.0.0.1 is taken by another program`)
    await new Promise((resolve) => server.close(resolve))
  })
})
