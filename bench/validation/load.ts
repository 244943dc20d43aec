/** Load and first validation in a process that has just started, and what it holds in memory then. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { flushCompileCache } from 'node:module'
import type { Resource } from '../../src/fhir/resource.ts'
import {
  definitionFolders,
  groundOf,
  NOW,
  readDefinitions,
  readFurther,
  sharedFolder,
  textsOf,
  validatorOf,
} from './ground.ts'
import { cpuMsSince } from './cpu.ts'

export type LoadTask = { readonly task: 'load' }

export type Loaded = {
  /** From the start of the process, Node's own start included. */
  readonly wallMs: number
  readonly cpuMs: number
  /** Of these, the first validation. */
  readonly firstMs: number
  readonly residentMb: number
  readonly profiles: number
  /** Compiling every profile of the three, which nobody does at a start. */
  readonly compileAllMs: number
  readonly residentAllMb: number
  /** What is alive after everything is compiled and garbage is gone. */
  readonly heapMb: number
}

export function load(): Loaded {
  const validator = validatorOf(groundOf(readDefinitions(), readFurther(definitionFolders('all'))))
  const resource = JSON.parse(firstText()) as Resource
  const before = process.cpuUsage()
  validator.check(resource, { now: NOW })
  const firstMs = cpuMsSince(before)
  const wallMs = performance.now()
  const loaded = { wallMs, cpuMs: cpuMsSince({ user: 0, system: 0 }), firstMs, residentMb: residentMb() }
  flushCompileCache()
  const profiles = validator.profiles()
  const beforeAll = process.cpuUsage()
  for (const url of profiles) compileOrSkip(() => validator.compile(url))
  const compileAllMs = cpuMsSince(beforeAll)
  const residentAllMb = residentMb()
  globalThis.gc?.()
  const heapMb = process.memoryUsage().heapUsed / MEGABYTE
  return { ...loaded, profiles: profiles.length, compileAllMs, residentAllMb, heapMb }
}

/** A resource with extensions, slices and bindings of US Core where that is there; else one of ours. */
function firstText(): string {
  const shared = sharedFolder()
  if (shared === undefined) return textsOf('own')[0]?.text ?? '{}'
  return readFileSync(join(shared, 'corpus/uscore/Patient-example.json'), 'utf8')
}

/** A profile that names what is not there cannot be compiled, and is named when somebody asks for it. */
function compileOrSkip(compile: () => unknown): void {
  try {
    compile()
  } catch {
    // Its compilation up to the fault is counted all the same.
  }
}

const MEGABYTE = 1024 * 1024

function residentMb(): number {
  return process.memoryUsage().rss / MEGABYTE
}
