/** One attempt over HTTP. What the partner answers decides: taken, to be tried again, or refused for good. */
import type { Readable } from 'node:stream'
import axios from 'axios'
import type { Bundle } from '../fhir/resource.ts'

/** `reached`: whether the partner may have seen what was sent; unknown counts as seen. */
export type Attempt =
  | { kind: 'taken' }
  | { kind: 'again'; reason: string; reached: boolean }
  | { kind: 'refused'; reason: string; reached: true }

export type SendLimits = { readonly timeoutMs: number; readonly answerBytesMax: number }

/** Sends one Bundle; never throws for what the network or the partner does. */
export type Send = (endpoint: string, bundle: Bundle, headers: Record<string, string>) => Promise<Attempt>

/** Statuses below 500 after which a later attempt may go better: RFC 9110 (408), 6585 (429), 8470 (425). */
const PASSING = new Set([401, 403, 404, 408, 409, 425, 429])

/** The connection was never made, so nothing was sent. */
const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'])

export function createSend({ timeoutMs, answerBytesMax }: SendLimits): Send {
  const client = axios.create({
    timeout: timeoutMs,
    responseType: 'stream',
    maxRedirects: 0,
    validateStatus: () => true,
    proxy: false,
  })
  return async (endpoint, bundle, headers) => {
    try {
      const { status, data: answer } = await client.post<Readable>(endpoint, bundle, {
        headers: { 'content-type': 'application/fhir+json', ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      })
      discard(answer, answerBytesMax)
      if (status >= 200 && status < 300) return { kind: 'taken' }
      const reason = `the partner answered HTTP ${status}`
      const again = status >= 500 || PASSING.has(status)
      return again ? { kind: 'again', reason, reached: true } : { kind: 'refused', reason, reached: true }
    } catch (error) {
      // Only the transport's code is kept: a message may quote what was sent.
      const code = axios.isAxiosError(error) ? (error.code ?? 'network') : 'network'
      return { kind: 'again', reason: `no answer (${code})`, reached: !UNREACHED.has(code) }
    }
  }
}

/** The status has decided. The rest is read to free the connection, up to the limit: a partner may echo all he took. */
function discard(answer: Readable, bytesMax: number): void {
  let bytes = 0
  answer.on('error', () => undefined)
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > bytesMax) answer.destroy()
  })
}
