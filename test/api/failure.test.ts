import { expect, test } from '@jest/globals'
import { answerTo, codeOf, describe as describeError, failures } from '../../src/api/failure.ts'
import { DatabaseError } from '../../src/database/database.ts'
import { partOf, table } from './documents.ts'

test('docs/errors.md lists every code', async () => {
  const rows = Object.entries(failures).map(([code, { status, meaning, remedy }]) => [
    `\`${code}\``,
    status === undefined ? '' : String(status),
    meaning,
    remedy,
  ])
  const renewed = table(['Code', 'Status', 'What it means', 'What to do'], rows)
  expect(await partOf(new URL('../../docs/errors.md', import.meta.url), 'failures', renewed)).toBe(renewed)
})

test('a failure that no client may see is a 500 without a word of it', () => {
  for (const error of [new Error('Testa'), 'Testa', undefined, { code: 'unknown' }, { code: 'toString' }]) {
    const answer = answerTo(error, 'request-1')
    expect(answer.status).toBe(500)
    expect(JSON.stringify(answer)).not.toContain('Testa')
    expect(codeOf(error)).toBeUndefined()
    expect(JSON.stringify(describeError(error))).not.toContain('Testa')
  }
})

test('the log tells what the database says, which holds no values', () => {
  const error = new DatabaseError('database-refused', 'PostgreSQL answered 23505', { sqlState: '23505' })
  expect(describeError(error)).toMatchObject({
    code: 'database-refused',
    message: 'PostgreSQL answered 23505',
  })
  expect(answerTo(error, 'request-1').status).toBe(500)
})
