/**
 * Measuring that every bench shares: lanes that repeat an operation, its times, the CPU of processes, and the facts of
 * the machine without which a figure says nothing.
 */
import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import os from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

export type Measured = {
  readonly operations: number
  /** From the first operation until the last one is settled. */
  readonly seconds: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU milliseconds for each operation, by process; a process that the system does not tell about is missing. */
  readonly cpuMs: Readonly<Record<string, number>>
}

/** CPU milliseconds that something has used since it started; undefined where the system does not tell. */
export type Cpu = () => Promise<number | undefined>

export type Measurement = {
  /** Operations under way at the same time. */
  readonly lanes: number
  readonly operationsMax: number
  /** After this no operation is begun; those under way are finished and counted. */
  readonly secondsMax: number
  readonly operate: (position: number, lane: number) => Promise<void>
  /** What belongs to the operations and goes on after they have been answered. */
  readonly settle?: () => Promise<void>
  readonly cpus: Readonly<Record<string, Cpu>>
}

/** Repeats an operation in lanes until enough were done or the time is over. */
export async function measure(measurement: Measurement): Promise<Measured> {
  const { lanes, operationsMax, secondsMax, operate, settle, cpus } = measurement
  const times: number[] = []
  const before = await readAll(cpus)
  const started = performance.now()
  let next = 0
  const runLane = async (lane: number): Promise<void> => {
    while (next < operationsMax && performance.now() - started < secondsMax * 1000) {
      const position = next
      next += 1
      const begun = performance.now()
      await operate(position, lane)
      times.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => await runLane(lane)))
  await settle?.()
  const seconds = (performance.now() - started) / 1000
  const after = await readAll(cpus)
  return {
    operations: times.length,
    seconds: rounded(seconds),
    perSecond: rounded(times.length / seconds),
    p50Ms: rounded(percentile(times, 50)),
    p99Ms: rounded(percentile(times, 99)),
    cpuMs: Object.fromEntries(
      Object.entries(after).flatMap(([name, ms]) => {
        const since = before[name]
        return ms === undefined || since === undefined ? [] : [[name, rounded((ms - since) / times.length)]]
      }),
    ),
  }
}

async function readAll(cpus: Readonly<Record<string, Cpu>>): Promise<Record<string, number | undefined>> {
  const read = Object.entries(cpus).map(async ([name, cpu]) => [name, await cpu()] as const)
  return Object.fromEntries(await Promise.all(read))
}

/** By the nearest rank: a time that was measured, never one between two. */
export function percentile(times: readonly number[], percent: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

/** Three significant digits are all that a measurement of this kind has. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

/** The unit of times in /proc: 100 a second on every Linux that Node runs on. */
const tickMs = 10

/** One process, with all its threads. */
export function cpuOfProcess(pid: number): Cpu {
  return async () => (await statOf(pid))?.ownMs
}

/** How often a family is looked at until it stays the same meanwhile. */
const readingsMax = 20

/** A process, its children, and those of its children that have ended: PostgreSQL and its backends. */
export function cpuOfFamily(pid: number): Cpu {
  return async () => {
    for (let reading = 0; reading < readingsMax; reading += 1) {
      const parent = await statOf(pid)
      const all = await Promise.all((await pidsOfSystem()).map(async (each) => await statOf(each)))
      const now = await statOf(pid)
      if (!parent || !now) return undefined
      // A child that ends meanwhile passes its time on to the parent, and would count twice or not at all.
      if (parent.endedChildrenMs !== now.endedChildrenMs) continue
      const children = all.filter((each) => each?.parent === pid)
      return children.reduce((sum, each) => sum + (each?.ownMs ?? 0), parent.ownMs + parent.endedChildrenMs)
    }
    return undefined
  }
}

/** This very process. */
export async function ownCpu(): Promise<number> {
  const { user, system } = process.cpuUsage()
  return await Promise.resolve((user + system) / 1000)
}

async function pidsOfSystem(): Promise<number[]> {
  const names = await readdir('/proc').catch(() => [])
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

type ProcessStat = { readonly parent: number; readonly ownMs: number; readonly endedChildrenMs: number }

/** proc(5): the fields after the name, which stands in brackets and may hold anything. */
async function statOf(pid: number): Promise<ProcessStat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15)
  return {
    parent: fields[1] ?? 0,
    ownMs: (user + system) * tickMs,
    endedChildrenMs: (childrenUser + childrenSystem) * tickMs,
  }
}

/** The process that started another one. */
export async function parentOf(pid: number): Promise<number | undefined> {
  return (await statOf(pid))?.parent
}

/** Megabytes that a process holds in memory. */
export async function residentMb(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(text) ?? []
  return kilobytes === undefined ? undefined : rounded(Number(kilobytes) / 1024)
}

/** Asks again and again until the answer is yes. */
export async function until(
  what: string,
  { everyMs, timeoutMs }: { everyMs: number; timeoutMs: number },
  ask: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`)
    await pause(everyMs)
  }
}

export type Machine = {
  readonly date: string
  /** The commit that was measured; `+` where files differ from it. */
  readonly commit?: string
  readonly node: string
  readonly system: string
  readonly cpus: string
  readonly memoryMb: number
  /** What others did at the same time: runnable processes, over the last minute, before the bench. */
  readonly loadBefore: number
}

/** The machine, at the date handed in. */
export async function machineAt(date: string): Promise<Machine> {
  const cpus = os.cpus()
  const commit = await commitOf()
  return {
    date,
    ...(commit !== undefined && { commit }),
    node: process.version,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    cpus: `${cpus.length} × ${cpus[0]?.model.trim() || 'unknown'}`,
    memoryMb: Math.round(os.totalmem() / 1024 / 1024),
    loadBefore: rounded(os.loadavg()[0] ?? 0),
  }
}

async function commitOf(): Promise<string | undefined> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd: import.meta.dirname })
    return stdout.trim()
  }
  try {
    const changed = await git('status', '--porcelain', '--untracked-files=no')
    return `${await git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : '+'}`
  } catch {
    return undefined // An archive without its history is measured as well.
  }
}
