/** The whole program as its users start it: processes, signals, ports. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createSandbox, freePorts, isFree, start, until } from '../serve/sandbox.ts'
import type { Run, Sandbox } from '../serve/sandbox.ts'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'

let database: TestDatabase
let folder: string
let port: number
/** With an embedded database, on ports of its own. */
let sandbox: Sandbox
const started: Run[] = []

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-serve-'))
  port = await freePorts(4)
  sandbox = await createSandbox()
})
afterAll(async () => {
  for (const { child } of started)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await Promise.all(started.map(async ({ ended }) => await ended))
  await sandbox.clear()
  await database.close()
  await rm(folder, { recursive: true })
})

function run(...args: string[]): Run {
  const settings = {
    PORT: String(port),
    DATABASE_URL: database.url,
    THROUGHLINE_DATA: folder,
    NODE_OPTIONS: '',
  }
  const begun = start(args, { ...process.env, ...settings })
  started.push(begun)
  return begun
}

async function isReady(at = port): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${at}/health/ready`).then(
    ({ status }) => status === 200,
    () => false,
  )
}

async function healthOf(at: number): Promise<unknown> {
  return await fetch(`http://127.0.0.1:${at}/health/live`).then(
    async (response) => ((await response.json()) as { status: unknown }).status,
    () => undefined,
  )
}

/** A request that has reached the gateway, which says so (100 Continue), and whose body is still coming. */
async function beginRequest(authorization: string): Promise<{ end: () => Promise<number | undefined> }> {
  const headers = { authorization, 'content-type': 'application/fhir+json', expect: '100-continue' }
  const sent = request({ port, path: '/fhir/Task/$validate', method: 'POST', headers })
  sent.flushHeaders()
  await once(sent, 'continue')
  sent.write('{"resourceType": "Task", ')
  return {
    async end() {
      sent.end('"status": "requested", "intent": "order"}')
      const [response] = (await once(sent, 'response')) as [IncomingMessage]
      response.resume()
      return response.statusCode
    },
  }
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
    const answer = await beginRequest(String(headers.authorization))
    // As Ctrl-C comes through npm: from the terminal, and passed on.
    again.child.kill('SIGINT')
    again.child.kill('SIGINT')
    await until('the end of service', async () => !(await isReady()))
    expect(await answer.end()).toBe(200)
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

  test('a second start finds the first, also while that one still starts, and takes nothing from it', async () => {
    const npm = sandbox.npm('start')
    await until('the first moment of the start', async () => (await healthOf(sandbox.port)) === 'starting')
    const second = sandbox.run('serve')
    expect(await second.ended).toBe(0)
    expect(second.output()).toMatch(
      new RegExp(
        `^Throughline is being started here already: .*\n.* runs already at http://127.0.0.1:${sandbox.port} `,
      ),
    )
    expect(npm.output()).toContain('is ready after')

    // Another port, the same data directory, and a note that is gone: nothing tells this one of the first.
    await rm(path.join(sandbox.folder, 'gateway.json'))
    const third = sandbox.run('serve', {
      PORT: String(await freePorts(1)),
      THROUGHLINE_SANDBOX_PORT: String(sandbox.port + 1),
    })
    expect(await third.ended).toBe(1)
    expect(third.output()).toMatch(
      /^Port \d+ of 127\.0\.0\.1 is taken by another program: the sandbox partner/,
    )
    expect(await isReady(sandbox.port)).toBe(true)
    expect(await sandbox.servers()).not.toEqual([])

    // npm passes the signal to its shell, and that one passes it to nobody.
    npm.child.kill('SIGTERM')
    await npm.ended
    await until('the end of everything', async () => (await sandbox.processes()).length === 0)
    expect(npm.output()).toContain('Stopping')
    expect(await sandbox.servers()).toEqual([])
  }, 90_000)

  test('a signal during the start stops what has been started', async () => {
    const run = sandbox.run('serve')
    await until('the start of the database', async () => (await sandbox.servers()).length > 0)
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    expect(run.output()).toContain('Stopping')
    expect(run.output()).not.toContain('is ready after')
    expect(await sandbox.processes()).toEqual([])
    expect(await sandbox.servers()).toEqual([])
  }, 90_000)
})
