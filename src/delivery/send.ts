/** One attempt over HTTP. What the partner answers decides: taken, to be tried again, or refused for good. */
import axios from 'axios'
import type { Bundle } from '../fhir/resource.ts'

export type Attempt = { kind: 'taken' } | { kind: 'again'; reason: string } | { kind: 'refused'; reason: string }

export type SendLimits = { readonly timeoutMs: number; readonly answerBytesMax: number }

/** Sends one Bundle; never throws for what the network or the partner does. */
export type Send = (endpoint: string, bundle: Bundle, headers: Record<string, string>) => Promise<Attempt>

/** Statuses below 500 after which a later attempt may go better: RFC 9110 (408), 6585 (429), 8470 (425). */
const PASSING = new Set([401, 403, 404, 408, 409, 425, 429])

export function createSend({ timeoutMs, answerBytesMax }: SendLimits): Send {
  const client = axios.create({ timeout: timeoutMs, maxContentLength: answerBytesMax, maxRedirects: 0, validateStatus: () => true, proxy: false })
  return async (endpoint, bundle, headers) => {
    try {
      const { status } = await client.post(endpoint, bundle, {
        headers: { 'content-type': 'application/fhir+json', ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (status >= 200 && status < 300) return { kind: 'taken' }
      const reason = `the partner answered HTTP ${status}`
      return status >= 500 || PASSING.has(status) ? { kind: 'again', reason } : { kind: 'refused', reason }
    } catch (error) {
      // Only the transport's code is kept: a message may quote what was sent.
      return { kind: 'again', reason: `no answer (${axios.isAxiosError(error) ? (error.code ?? 'network') : 'network'})` }
    }
  }
}
