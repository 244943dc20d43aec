import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError, limits, loadConfig, settings, variableOf } from '../src/config.ts'
import { agreementKinds } from '../src/partners/agreements.ts'
import { duties, legalRoles, partnerKinds } from '../src/partners/partner.ts'
import { readSandboxKey } from '../src/partners/sandbox.ts'
import { partOf, table } from './api/documents.ts'
import { makeKey, writtenPartners } from './partners/support.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'throughline-config-'))
})
afterAll(async () => await rm(folder, { recursive: true }))

async function write(content: unknown): Promise<string> {
  const file = path.join(folder, 'throughline.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

async function faultsOf(
  content: unknown,
  environment: Record<string, string> = {},
): Promise<readonly string[]> {
  const file = await write(content)
  const error: unknown = await loadConfig(environment, { file }).catch((thrown: unknown) => thrown)
  return error instanceof ConfigError ? error.faults : ['no fault']
}

describe('without a file', () => {
  test('it is the sandbox, frozen, with the documented defaults', async () => {
    const config = await loadConfig({ THROUGHLINE_DATA: folder })
    expect(config).toMatchObject({
      mode: 'sandbox',
      host: '127.0.0.1',
      port: 8080,
      baseUrl: 'http://127.0.0.1:8080',
      dataDirectory: folder,
      logLevel: 'info',
      warnings: [],
    })
    expect(config).not.toHaveProperty('databaseUrl')
    for (const [name, { fallback }] of Object.entries(limits))
      expect(config.limits).toHaveProperty(name, fallback)
    expect(
      config.partners.map(({ id, kind, legalRole, endpoint }) => [id, kind, legalRole, endpoint]),
    ).toEqual([
      ['cedar-bridge', 'treatment-center', 'part2_program', 'http://127.0.0.1:8081/inbox'],
      ['lakeside', 'hospital', 'covered_entity_provider', 'http://127.0.0.1:8082/inbox'],
      ['harbor-court', 'court', 'criminal_justice_element', 'http://127.0.0.1:8083/inbox'],
    ])
    expect(() => Object.assign(config.limits, { bodyBytesMax: 1 })).toThrow(TypeError)
    expect(() => Object.assign(config.partners[0]?.persons[0] ?? {}, { role: 'x' })).toThrow(TypeError)
  })

  test('the environment sets what it names', async () => {
    const config = await loadConfig({
      THROUGHLINE_DATA: folder,
      PORT: '9000',
      DATABASE_URL: 'postgresql://localhost/throughline',
      THROUGHLINE_BODY_BYTES_MAX: '1000',
      THROUGHLINE_BASE_URL: 'https://gateway.example/throughline',
      THROUGHLINE_LOG_LEVEL: '',
    })
    expect(config).toMatchObject({
      port: 9000,
      sandboxPort: 9001,
      databaseUrl: 'postgresql://localhost/throughline',
      baseUrl: 'https://gateway.example/throughline',
      logLevel: 'info',
      limits: { bodyBytesMax: 1000 },
    })
  })

  test('what means nothing is named, what others set is left alone', async () => {
    const environment = {
      THROUGHLINE_DATA: folder,
      THROUGHLINE_PROT: '1',
      THROUGHLINE_PORT_8080_TCP: 'tcp://10.0.0.1',
      THROUGHLINE_SHARED: '/x',
    }
    expect((await loadConfig(environment)).warnings).toEqual([expect.stringContaining('THROUGHLINE_PROT')])
  })

  test('its keys are made once, also by many at once, and only their owner may read them', async () => {
    const dataDirectory = path.join(folder, 'fresh')
    const all = await Promise.all(
      [1, 2, 3, 4].map(async () => await loadConfig({ THROUGHLINE_DATA: dataDirectory })),
    )
    const [first] = all
    for (const each of all) expect(each.partners).toEqual(first?.partners)
    const keys = path.join(dataDirectory, 'sandbox-keys')
    expect((await stat(keys)).mode & 0o777).toBe(0o700)
    const files = await readdir(keys)
    expect(new Set(files)).toEqual(new Set(['cedar-bridge.json', 'lakeside.json', 'harbor-court.json']))
    for (const file of files) expect((await stat(path.join(keys, file))).mode & 0o777).toBe(0o600)
    const key = await readSandboxKey(dataDirectory, 'lakeside')
    expect(key).toMatchObject({
      alg: 'RS384',
      kid: first?.partners[1]?.jwks.keys[0]?.kid,
      d: expect.any(String),
    })
    expect(JSON.stringify(all)).not.toContain(key?.d)
  })
})

describe('a file', () => {
  test('brings its own partners', async () => {
    const partners = writtenPartners(await makeKey('RS384'), await makeKey('ES384'))
    const file = await write({ baseUrl: 'https://gateway.example', partners, limits: { retryDelayMs: 5 } })
    for (const config of [await loadConfig({}, { file }), await loadConfig({ THROUGHLINE_CONFIG: file })]) {
      expect(config).toMatchObject({ mode: 'production', limits: { retryDelayMs: 5 }, warnings: [] })
      expect(config.partners.map(({ id }) => id)).toEqual(['hospital', 'court'])
    }
    const open = await loadConfig({ THROUGHLINE_BASE_URL: 'http://gateway.example' }, { file })
    expect(open.warnings).toEqual([expect.stringContaining('without https')])
  })

  test('may set limits of the sandbox, and not its partners', async () => {
    const file = await write({ mode: 'sandbox', dataDirectory: folder, limits: { retryDelayMs: 5 } })
    expect((await loadConfig({}, { file })).partners).toHaveLength(3)
    expect(await faultsOf({ mode: 'sandbox', dataDirectory: folder, partners: [] })).toEqual([
      expect.stringMatching(/^\/partners: the sandbox has its own partners/),
    ])
  })

  test('lets no attempt to deliver outlive its lease', async () => {
    const limits = { deliveryLeaseMs: 10_000 }
    expect(await faultsOf({ mode: 'sandbox', dataDirectory: folder, limits })).toEqual([
      '/limits/deliveryLeaseMs (THROUGHLINE_DELIVERY_LEASE_MS): must be more than deliveryTimeoutMs (10000), or an attempt still under way is made again.',
    ])
    const file = await write({ mode: 'sandbox', dataDirectory: folder, limits: { deliveryLeaseMs: 10_001 } })
    expect((await loadConfig({}, { file })).limits).toMatchObject({ deliveryLeaseMs: 10_001 })
  })

  test('is told all its faults at once, each with its place', async () => {
    const content = {
      port: 0,
      logLevel: 'loud',
      databaseUrl: 'mysql://x',
      zone: 1,
      limits: { bodyBytesMax: 1, speed: 2 },
    }
    expect(new Set(await faultsOf(content, { THROUGHLINE_POLL_MS: 'often' }))).toEqual(
      new Set([
        "/: 'zone' is no setting.",
        '/port (PORT): must be >= 1.',
        '/logLevel (THROUGHLINE_LOG_LEVEL): must be one of error, warn, info, debug.',
        '/databaseUrl (DATABASE_URL): must match pattern "^postgres(ql)?://".',
        "/limits: 'speed' is no setting.",
        '/limits/bodyBytesMax (THROUGHLINE_BODY_BYTES_MAX): must be >= 1000.',
        '/limits/pollMs (THROUGHLINE_POLL_MS): must be integer.',
      ]),
    )
  })

  test('that is no JSON is told by place, and nothing of it is repeated', async () => {
    const [fault] = await faultsOf('{"databaseUrl": "postgresql://u:secret@h/d" "port": 1}')
    expect(fault).toMatch(
      /throughline\.json: is no JSON: at line 1, column 45: A comma or } is expected here\.$/,
    )
    expect(fault).not.toContain('secret')
    expect(await faultsOf('[]')).toEqual(['/: the file must hold one JSON object.'])
    await expect(loadConfig({}, { file: path.join(folder, 'none.json') })).rejects.toThrow(
      /cannot be read \(ENOENT\)/,
    )
  })

  test('without partners is refused', async () => {
    expect(await faultsOf({})).toEqual([expect.stringMatching(/^\/partners: name at least/)])
  })

  test.each<[string, (partners: Record<string, unknown>[]) => void, string | RegExp]>([
    [
      'an unknown member',
      ([first]) => Object.assign(first ?? {}, { secret: 1 }),
      "/partners/0: 'secret' is no setting.",
    ],
    [
      'an unknown kind',
      ([first]) => Object.assign(first ?? {}, { kind: 'prison' }),
      /^\/partners\/0\/kind: must be one of treatment-center/,
    ],
    [
      'an unknown role',
      ([first]) => Object.assign(first ?? {}, { legalRole: 'friend' }),
      /^\/partners\/0\/legalRole: must be one of part2_program/,
    ],
    [
      'an id that is none',
      ([first]) => Object.assign(first ?? {}, { id: 'a b' }),
      /^\/partners\/0\/id: must match/,
    ],
    [
      'an id twice',
      ([first, second]) => Object.assign(second ?? {}, { id: first?.['id'] }),
      "/partners/1/id: 'hospital' is there twice.",
    ],
    [
      'a client twice',
      ([first, second]) => Object.assign(second ?? {}, { clientId: first?.['clientId'] }),
      /^\/partners\/1\/clientId: .* twice\.$/,
    ],
    [
      'a record system twice',
      ([first, second]) => Object.assign(second ?? {}, { recordSystem: first?.['recordSystem'] }),
      /twice\.$/,
    ],
    [
      'an endpoint in the open',
      ([first]) => Object.assign(first ?? {}, { endpoint: 'http://hospital.example/inbox' }),
      /^\/partners\/0\/endpoint: must be https/,
    ],
    [
      'an unknown duty',
      ([, second]) =>
        Object.assign(second ?? {}, { persons: [{ id: 'a', name: 'b', role: 'c', duties: ['everything'] }] }),
      /^\/partners\/1\/persons\/0\/duties\/0: must match/,
    ],
    [
      'an unknown agreement',
      ([first]) => Object.assign(first ?? {}, { agreements: [{ kind: 'handshake', from: '2026-01-01' }] }),
      /^\/partners\/0\/agreements\/0\/kind: must be one of qsoa, baa, participation, audit, research, contractor, qso-services, registry-membership\.$/,
    ],
    [
      'another role of the gateway',
      ([first]) => Object.assign(first ?? {}, { gatewayRole: 'owner' }),
      '/partners/0/gatewayRole: must be one of qso_ba, intermediary, lawful_holder.',
    ],
    [
      'a state in words',
      ([first]) => Object.assign(first ?? {}, { state: 'New York' }),
      /^\/partners\/0\/state: must match/,
    ],
    [
      'an audit agreement with nobody',
      ([first]) => Object.assign(first ?? {}, { agreements: [{ kind: 'audit', from: '2026-01-01' }] }),
      "/partners/0/agreements/0/with: 'audit' is between two partners; name the other one.",
    ],
    [
      'an agreement with whom nobody knows',
      ([first]) =>
        Object.assign(first ?? {}, {
          agreements: [{ kind: 'research', from: '2026-01-01', with: 'elsewhere' }],
        }),
      "/partners/0/agreements/0/with: 'elsewhere' is no other partner of this gateway.",
    ],
    [
      'an agreement with itself',
      ([first]) =>
        Object.assign(first ?? {}, {
          agreements: [{ kind: 'contractor', from: '2026-01-01', with: first?.['id'] }],
        }),
      /is no other partner of this gateway\.$/,
    ],
    [
      'the gateway’s own paper with another partner',
      ([first, second]) =>
        Object.assign(first ?? {}, {
          agreements: [{ kind: 'qsoa', from: '2026-01-01', with: second?.['id'] }],
        }),
      "/partners/0/agreements/0/with: 'qsoa' is with the gateway; this has no place here.",
    ],
    [
      'an agreement that ends before it begins',
      ([first]) =>
        Object.assign(first ?? {}, {
          agreements: [{ kind: 'baa', from: '2026-01-01', until: '2026-01-01' }],
        }),
      "/partners/0/agreements/0/until: must be later than 'from'.",
    ],
    [
      'an agreement on information that is none',
      ([first, second]) =>
        Object.assign(first ?? {}, {
          agreements: [{ kind: 'audit', from: '2026-01-01', with: second?.['id'], categories: ['all'] }],
        }),
      /^\/partners\/0\/agreements\/0\/categories\/0: must be one of appointments, /,
    ],
    [
      'no keys',
      ([first]) => Object.assign(first ?? {}, { jwks: { keys: [] } }),
      /^\/partners\/0\/jwks\/keys: /,
    ],
  ])('with %s in a partner is refused', async (...[_name, change, fault]) => {
    const partners = writtenPartners(await makeKey('RS384'), await makeKey('ES384'))
    change(partners)
    const expected: unknown = typeof fault === 'string' ? fault : expect.stringMatching(fault)
    expect(await faultsOf({ partners })).toEqual([expected])
  })

  test('with a private key, or one that is too weak, is refused', async () => {
    const [rsa, ec, weak] = [await makeKey('RS384'), await makeKey('ES384'), await makeKey('ES256')]
    const withKey = async (key: unknown) => {
      const partners = writtenPartners(rsa, ec)
      Object.assign(partners[0] ?? {}, { jwks: { keys: [key] } })
      return await faultsOf({ partners })
    }
    expect(await withKey(ec)).toEqual([
      '/partners/0/jwks/keys/0/d: a private key has no place here; give the public key only.',
    ])
    const { d: _d, ...publicWeak } = weak
    expect(await withKey(publicWeak)).toEqual([expect.stringContaining('an EC key on P-384')])
    expect(await withKey({ kty: 'RSA', kid: '1', n: 'x'.repeat(171), e: 'AQAB' })).toEqual([
      expect.stringContaining('2048 bits'),
    ])
  })
})

describe('docs/configuration.md', () => {
  const file = new URL('../docs/configuration.md', import.meta.url)

  test('lists every setting', async () => {
    const rows = Object.entries(settings).map(([name, { variable, fallback, text }]) => [
      `\`${name}\``,
      `\`${variable}\``,
      fallback,
      text,
    ])
    const renewed = table(['Setting', 'Environment', 'Default', 'What it is'], rows)
    expect(await partOf(file, 'settings', renewed)).toBe(renewed)
  })

  test('lists every limit with its unit', async () => {
    const rows = Object.entries(limits).map(([name, { unit, fallback, min, max, text }]) => [
      `\`${name}\``,
      `\`${variableOf(name)}\``,
      `${fallback} ${unit}`,
      `${min} to ${max}`,
      text,
    ])
    const renewed = table(['Limit', 'Environment', 'Default', 'Range', 'What it is'], rows)
    expect(await partOf(file, 'limits', renewed)).toBe(renewed)
  })

  test.each([
    ['kinds', partnerKinds],
    ['roles', legalRoles],
    ['agreements', agreementKinds],
    ['duties', duties],
  ])('lists the %s of partners', async (name, words) => {
    const renewed = ` ${words.map((word) => `\`${word}\``).join(', ')} `
    expect(await partOf(file, name, renewed)).toBe(renewed)
  })

  test('shows partners that a configuration may hold', async () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(await readFile(file, 'utf8')) ?? []
    const content = JSON.parse(example) as { partners: { jwks: unknown }[] }
    const { kty, crv, x, y, kid } = await makeKey('ES384')
    Object.assign(content.partners[0] ?? {}, { jwks: { keys: [{ kty, crv, x, y, kid }] } })
    expect(await faultsOf(content)).toEqual(['no fault'])
  })
})
