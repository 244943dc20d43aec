/**
 * The loop that brings new policies in force: step by step while there is something to do, and a look from time to time
 * whether another gateway has switched.
 */
import type { Held } from './reload.ts'

/** Starts the loop; the returned function ends it after the step under way. */
export function startPolicies({ inForce, work, listen }: Held): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isStopping = false

  async function round(): Promise<void> {
    try {
      while (!isStopping && (await work())) {}
    } catch (error) {
      // What a step has not committed it does again.
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected'
      inForce().log.warn('the work on policies pauses', { reason })
    }
  }
  const wake = (): void => {
    if (running || isStopping) return
    clearTimeout(timer)
    running = round().finally(() => {
      running = undefined
      if (!isStopping) timer = setTimeout(wake, inForce().limits.pollMs)
    })
  }
  listen(wake)
  wake()
  return async () => {
    isStopping = true
    clearTimeout(timer)
    await running
  }
}
