/** When a program is to end: at the first signal, or when the shell that npm started it by is gone. */

export type Signals = {
  /** Resolves when the first one comes. */
  readonly come: Promise<void>
  readonly hasCome: () => boolean
}

/** A launcher, npm or timeout passes a signal on that the terminal has sent already: within this it is the same one. */
const echoMs = 1_000
/** How often it is looked whether npm's shell is still there. */
const parentLookMs = 500

/** Listens for SIGINT, SIGTERM and SIGHUP; another one, later, ends the process at once. */
export function listenForSignals(): Signals {
  let first: number | undefined
  const come = new Promise<void>((resolve) => {
    const onSignal = (): void => {
      const now = performance.now()
      first ??= now
      if (now - first > echoMs) process.exit(1)
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
    // npm passes a signal to its shell, and that one passes it to nobody: when the shell is gone, the signal was for us.
    if (process.env['npm_lifecycle_event'] === undefined) return
    const shell = process.ppid
    const look = setInterval(() => {
      if (process.ppid === shell) return
      clearInterval(look)
      onSignal()
    }, parentLookMs).unref()
  })
  return { come, hasCome: () => first !== undefined }
}
