/**
 * The keys with which the gateways sign access tokens: kept in the database, so that each gateway takes the tokens of
 * all. The newest key signs; an old one verifies until the last of its tokens has expired, and then goes.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK } from 'jose'
import type { CryptoKey, JWK } from 'jose'
import type { Database } from '../database/database.ts'

export const signingAlgorithm = 'ES256'

export type SigningKey = {
  readonly kid: string
  readonly sign: CryptoKey
  readonly verify: CryptoKey
  readonly created: string
}

export type SigningKeys = {
  /** The key to sign with; made where there is none that is young enough. */
  current(now: Date): Promise<SigningKey>
  /** The key of this id; undefined when there is none, or no longer. */
  byId(kid: string): Promise<SigningKey | undefined>
}

export type SigningKeyOptions = {
  readonly ageDaysMax: number
  /** How long tokens of a key that no longer signs may still come. */
  readonly tokenLifetimeSeconds: number
}

type Row = { kid: string; private_jwk: JWK; created_at: string }

/** One arbitrary number, the same in every gateway: whoever holds its advisory lock makes the new key. */
const renewalLock = 42_022_028
const dayMs = 86_400_000

export function createSigningKeys(database: Database, options: SigningKeyOptions): SigningKeys {
  const known = new Map<string, SigningKey>()
  let newest: SigningKey | undefined

  async function load(row: Row): Promise<SigningKey> {
    const { kty, crv, x, y } = row.private_jwk
    const [sign, verify] = await Promise.all(
      [row.private_jwk, { kty, crv, x, y } as JWK].map((jwk) => importJWK(jwk, signingAlgorithm)),
    )
    assert(sign && verify && !(sign instanceof Uint8Array) && !(verify instanceof Uint8Array))
    const loaded = { kid: row.kid, sign, verify, created: row.created_at }
    known.set(row.kid, loaded)
    return loaded
  }

  return {
    async current(now) {
      if (newest && isYoung(newest.created, now, options)) return newest
      const row = await renew(database, now, options)
      newest = await load(row)
      return newest
    },
    async byId(kid) {
      const found = known.get(kid)
      if (found) return found
      const { rows } = await database.query<Row>('select * from signing_key where kid = $1', [kid])
      return rows[0] && (await load(rows[0]))
    },
  }
}

function isYoung(created: string, now: Date, { ageDaysMax }: SigningKeyOptions): boolean {
  return Date.parse(created) + ageDaysMax * dayMs > now.getTime()
}

async function renew(database: Database, now: Date, options: SigningKeyOptions): Promise<Row> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true })
  const fresh: Row = {
    kid: randomUUID(),
    private_jwk: await exportJWK(privateKey),
    created_at: now.toISOString(),
  }
  const goneBefore = now.getTime() - options.ageDaysMax * dayMs - options.tokenLifetimeSeconds * 1000 - dayMs
  return await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [renewalLock])
    const { rows } = await tx.query<Row>('select * from signing_key order by created_at desc limit 1')
    if (rows[0] && isYoung(rows[0].created_at, now, options)) return rows[0]
    await tx.query('delete from signing_key where created_at < $1', [new Date(goneBefore)])
    await tx.query('insert into signing_key (kid, private_jwk, created_at) values ($1, $2, $3)', [
      fresh.kid,
      fresh.private_jwk,
      fresh.created_at,
    ])
    return fresh
  })
}
