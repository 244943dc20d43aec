/**
 * The three partners of the sandbox: invented facts from sandbox/partners.json, with key pairs that are made at the first
 * start and stay in the data directory, readable by their owner only. May be called by several processes at once.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import { parsePartners } from './partner.ts'
import type { Partner } from './partner.ts'

export type SandboxOptions = {
  readonly dataDirectory: string
  /** The partners listen on this port and the ones after it, in their order. */
  readonly firstPort: number
}

type Facts = Omit<Partner, 'jwks'> & { readonly algorithm: 'RS384' | 'ES384' }

const factsFile = fileURLToPath(new URL('../../sandbox/partners.json', import.meta.url))

/** The sandbox partners with their public keys and the endpoints on which they listen. */
export async function readSandboxPartners({
  dataDirectory,
  firstPort,
}: SandboxOptions): Promise<readonly Partner[]> {
  const facts = JSON.parse(await readFile(factsFile, 'utf8')) as Facts[]
  const drafts = await Promise.all(
    facts.map(async ({ algorithm, ...partner }, index) => {
      const key = await provideKey(keyFile(dataDirectory, partner.id), algorithm)
      return {
        ...partner,
        jwks: { keys: [publicPart(key)] },
        endpoint: `http://127.0.0.1:${firstPort + index}/inbox`,
      }
    }),
  )
  const parsed = parsePartners(drafts)
  assert(
    parsed.kind === 'partners',
    `sandbox/partners.json: ${parsed.kind === 'refused' ? parsed.faults.join(' ') : ''}`,
  )
  return parsed.partners
}

/** The private key with which a sandbox partner signs its assertions; undefined before the first start. */
export async function readSandboxKey(dataDirectory: string, partnerId: string): Promise<JWK | undefined> {
  return await readKey(keyFile(dataDirectory, partnerId))
}

function keyFile(dataDirectory: string, partnerId: string): string {
  return path.join(dataDirectory, 'sandbox-keys', `${partnerId}.json`)
}

/** Written under another name and linked to its own: whoever comes second finds the whole key of the first. */
async function provideKey(file: string, algorithm: Facts['algorithm']): Promise<JWK> {
  const found = await readKey(file)
  if (found) return found
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true, modulusLength: 3072 })
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: algorithm, use: 'sig' }
  const draft = `${file}.${key.kid}`
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(draft, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  await link(draft, file).catch(unlessThere)
  await rm(draft)
  const kept = await readKey(file)
  assert(kept, 'A key that was written can be read.')
  return kept
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}

function unlessThere(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'EEXIST') throw error
}

function publicPart({ kty, kid, alg, use, crv, x, y, n, e }: JWK): JWK {
  return JSON.parse(JSON.stringify({ kty, kid, alg, use, crv, x, y, n, e })) as JWK
}
