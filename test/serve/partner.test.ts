/** A sandbox partner: what it has taken, and whether its system is up, outlives its process. */
import { beforeAll, afterEach, expect, test } from '@jest/globals'
import { appendFile, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { startListening } from '../../src/main/children.ts'
import type { Child } from '../../src/main/children.ts'
import { createTestFolder } from '../support/run.ts'
import { freePorts } from './sandbox.ts'

let folder: string
let port: number
let partner: Child | undefined

beforeAll(async () => {
  folder = await createTestFolder('partner')
  port = await freePorts(1)
})
afterEach(async () => await partner?.stop())

async function startPartner(): Promise<void> {
  partner = await startListening({
    file: 'partner.ts',
    args: ['lakeside', String(port), folder],
    output: 'none',
  })
}

async function request(
  method: string,
  address: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}${address}`, {
    method,
    headers: { 'x-throughline-kind': 'plan' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

function packet(delivery: string): unknown {
  return { resourceType: 'Bundle', type: 'collection', identifier: { value: delivery } }
}

test('a partner takes each delivery once, also after a new start', async () => {
  await startPartner()
  expect(await request('POST', '/inbox', packet('one'))).toEqual({ status: 200, body: { taken: true } })
  expect(await request('POST', '/inbox', packet('one'))).toEqual({ status: 200, body: { taken: false } })
  await partner?.stop()
  await startPartner()
  expect(await request('POST', '/inbox', packet('one'))).toEqual({ status: 200, body: { taken: false } })
  expect(await request('POST', '/inbox', packet('two'))).toEqual({ status: 200, body: { taken: true } })
  const kept = (await readFile(path.join(folder, 'sandbox', 'lakeside.ndjson'), 'utf8')).trim().split('\n')
  expect(kept.map((line) => (JSON.parse(line) as { delivery: string }).delivery)).toEqual(['one', 'two'])
})

test('a system that is down stays down over a new start, until it is switched on', async () => {
  await startPartner()
  await request('PUT', '/availability', { available: false })
  expect((await request('POST', '/inbox', packet('three'))).status).toBe(503)
  await partner?.stop()
  await startPartner()
  expect((await request('POST', '/inbox', packet('three'))).status).toBe(503)
  await request('PUT', '/availability', { available: true })
  await partner?.stop()
  await startPartner()
  expect(await request('POST', '/inbox', packet('three'))).toEqual({ status: 200, body: { taken: true } })
})

test('the same delivery twice at one moment is taken once', async () => {
  await startPartner()
  const answers = await Promise.all(
    [1, 2, 3].map(async () => await request('POST', '/inbox', packet('four'))),
  )
  expect(answers.filter(({ body }) => (body as { taken: boolean }).taken)).toHaveLength(1)
  const { body } = await request('GET', '/inbox')
  const { packets } = body as { packets: { delivery: string }[] }
  expect(packets.filter(({ delivery }) => delivery === 'four')).toHaveLength(1)
})

test('a line that broke off when the process was killed spoils no other', async () => {
  await appendFile(path.join(folder, 'sandbox', 'lakeside.ndjson'), '{"delivery":"five","kind":"pl')
  await startPartner()
  expect(await request('POST', '/inbox', packet('five'))).toEqual({ status: 200, body: { taken: true } })
  await partner?.stop()
  await startPartner()
  expect(await request('POST', '/inbox', packet('five'))).toEqual({ status: 200, body: { taken: false } })
})

test('a port that is taken is said in one sentence', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await expect(startPartner()).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is taken by another program: the sandbox partner lakeside cannot listen there; stop it, or set THROUGHLINE_SANDBOX_PORT.`,
  )
  await new Promise((resolve) => server.close(resolve))
}, 30_000)
