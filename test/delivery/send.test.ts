import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createSend } from '../../src/delivery/send.ts'
import type { Bundle } from '../../src/fhir/resource.ts'

const TIMEOUT_MS = 300
const send = createSend({ timeoutMs: TIMEOUT_MS, answerBytesMax: 1_000 })
const packet: Bundle = { resourceType: 'Bundle', id: 'd-1', type: 'collection' }

let partner: Server
let url: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
let taken: { method: string; headers: IncomingMessage['headers']; body: string }[] = []

beforeAll(async () => {
  partner = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', headers } = request
      taken.push({ method, headers, body: Buffer.concat(chunks).toString('utf8') })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/inbox`
})
afterAll(async () => {
  partner.closeAllConnections()
  await new Promise((resolve) => partner.close(resolve))
})

function answering(status: number, headers: Record<string, string> = {}, body = ''): void {
  taken = []
  answer = (_, response) => response.writeHead(status, headers).end(body)
}

test('posts the packet as FHIR, with its identifier, and takes any 2xx for taken', async () => {
  for (const status of [200, 201, 202, 204]) {
    answering(status)
    expect(await send(url, packet, { 'x-throughline-delivery': 'd-1' })).toEqual({ kind: 'taken' })
    expect(taken).toHaveLength(1)
    expect(taken[0]).toMatchObject({ method: 'POST', body: JSON.stringify(packet) })
    expect(taken[0]?.headers).toMatchObject({
      'content-type': 'application/fhir+json',
      'x-throughline-delivery': 'd-1',
    })
  }
})

test.each([401, 403, 404, 408, 409, 425, 429, 500, 502, 503, 504])(
  'tries again after %i, which has seen the packet',
  async (status) => {
    answering(status)
    const reason = `the partner answered HTTP ${status}`
    expect(await send(url, packet, {})).toEqual({ kind: 'again', reason, reached: true })
  },
)

test.each([400, 405, 410, 413, 415, 422])('gives up after %i', async (status) => {
  answering(status)
  const reason = `the partner answered HTTP ${status}`
  expect(await send(url, packet, {})).toEqual({ kind: 'refused', reason, reached: true })
})

test('follows no redirection: the packet goes to the address on file and nowhere else', async () => {
  answering(307, { location: `${url}/elsewhere` })
  expect(await send(url, packet, {})).toMatchObject({ kind: 'refused' })
  expect(taken).toHaveLength(1)
})

test('knows that a partner who cannot be reached has seen nothing', async () => {
  expect(await send('http://127.0.0.1:1/inbox', packet, {})).toEqual({
    kind: 'again',
    reason: 'no answer (ECONNREFUSED)',
    reached: false,
  })
})

test('takes a partner who is silent, or hangs up, for one who may have seen it', async () => {
  answer = () => undefined
  const started = performance.now()
  expect(await send(url, packet, {})).toMatchObject({ kind: 'again', reached: true })
  expect(performance.now() - started).toBeLessThan(TIMEOUT_MS * 5)
  answer = (request) => request.socket.destroy()
  expect(await send(url, packet, {})).toMatchObject({ kind: 'again', reached: true })
})

test('is decided by the status, and reads no more of the answer than it may', async () => {
  const closed = new Promise<void>((resolve) => {
    answer = (request, response) => {
      response.writeHead(200)
      // A partner who would answer for ever.
      const timer = setInterval(() => response.write('x'.repeat(600)), 10)
      request.socket.once('close', () => {
        clearInterval(timer)
        resolve()
      })
    }
  })
  expect(await send(url, packet, {})).toEqual({ kind: 'taken' })
  await closed
  answering(201, {}, 'x'.repeat(100_000))
  expect(await send(url, packet, {})).toEqual({ kind: 'taken' })
})

test('does not wait longer for a partner who sends no status', async () => {
  answer = (request) => {
    const timer = setInterval(() => request.socket.write('H'), 50)
    request.socket.once('close', () => clearInterval(timer))
  }
  const started = performance.now()
  expect(await send(url, packet, {})).toMatchObject({ kind: 'again', reached: true })
  expect(performance.now() - started).toBeLessThan(TIMEOUT_MS * 5)
})

test('says nothing of what was sent', async () => {
  answer = (request) => request.socket.destroy()
  const personal = { ...packet, entry: [{ resource: { resourceType: 'Patient', id: 'Testa' } }] }
  expect(JSON.stringify(await send(url, personal, {}))).not.toContain('Testa')
})
