/**
 * The sandbox's other processes: the three partners and the player of the case. Each hangs on a channel to this process,
 * which the system closes however this process ends, also by kill -9; they end when it closes.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { CommandError } from './usage.ts'

export type Child = {
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>
  /** Asks it to end, and waits; after a while it is made to. */
  readonly stop: () => Promise<void>
}

export type Program = {
  /** A file of sandbox/. */
  readonly file: string
  readonly args: readonly string[]
  /** `own`: it prints to this terminal. */
  readonly output: 'own' | 'none'
}

const listeningTimeoutMs = 10_000
const stopTimeoutMs = 3_000
const attemptsMax = 3
const retryDelayMs = 500

export function startChild(program: Program): Child {
  return childOf(launch(program))
}

/** Starts a partner, which says when it listens. Its port may still be held by one that is about to end: it is tried again. */
export async function startListening(program: Program): Promise<Child> {
  for (let attempt = 1; ; attempt += 1) {
    const launched = launch(program)
    const child = childOf(launched)
    const outcome = await Promise.race([
      once(launched, 'message').then(([message]: { kind?: string; code?: string }[]) =>
        message?.kind === 'listening' ? 'listening' : (message?.code ?? 'failed'),
      ),
      child.ended.then(() => 'ended'),
      pause(listeningTimeoutMs, 'silent', { ref: false }),
    ])
    if (outcome === 'listening') return child
    await child.stop()
    if (attempt === attemptsMax) throw notStarted(program, outcome)
    await pause(retryDelayMs)
  }
}

function notStarted({ args: [partner = '', port = ''] }: Program, outcome: string): CommandError {
  return new CommandError(
    outcome === 'EADDRINUSE'
      ? `Port ${port} of 127.0.0.1 is taken by another program: the sandbox partner ${partner} cannot listen there; stop it, or set THROUGHLINE_SANDBOX_PORT.`
      : `The sandbox partner ${partner} does not start at port ${port} (${outcome}).`,
  )
}

function launch({ file, args, output }: Program): ChildProcess {
  const program = fileURLToPath(new URL(`../../sandbox/${file}`, import.meta.url))
  const stream = output === 'own' ? 'inherit' : 'ignore'
  return spawn(process.execPath, ['--no-warnings', program, ...args], {
    stdio: ['ignore', stream, stream, 'ipc'],
  })
}

function childOf(child: ChildProcess): Child {
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
    child.once('error', () => resolve(1))
  })
  return {
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      if (child.connected) child.disconnect()
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      await ended
      clearTimeout(late)
    },
  }
}
