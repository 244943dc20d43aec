/** `partner list` and `partner token`: who is connected, and how a sandbox partner gets its token, for work by hand. */
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { tokenUrlOf } from '../api/discovery.ts'
import { assertionType } from '../partners/assertion.ts'
import { getSandboxToken } from './token.ts'
import { configFor, print, UsageError } from './usage.ts'
import type { Given } from './usage.ts'

export async function listPartners(given: Given): Promise<void> {
  const { partners } = await configFor(given)
  for (const { id, name, legalRole, purposes, persons } of partners) {
    print(`${id}  ${name} (${legalRole}); purposes ${purposes.join(', ')}`)
    for (const { id: personId, name: personName, role, duties } of persons) {
      const charged = duties.length > 0 ? `; duties ${duties.join(', ')}` : ''
      print(`    --person ${personId}  ${personName}, ${role}${charged}`)
    }
  }
}

export async function partnerToken(given: Given): Promise<void> {
  const [partner] = given.words
  if (partner === undefined) throw new UsageError('Name the partner: throughline partner token NAME.')
  const { purpose, person, quiet } = given.options
  const config = await configFor(given)
  const { assertion, token, expiresInSeconds } = await getSandboxToken(config, { partner, purpose, person })
  if (quiet) return print(token)
  print(`The assertion that ${partner} signed:`)
  print(
    JSON.stringify({ header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) }, undefined, 2),
  )
  print('\nThe request (an assertion is good once):')
  print(`curl ${tokenUrlOf(config.baseUrl)} \\`)
  print(`  -d grant_type=client_credentials -d 'scope=system/*.cruds' \\`)
  print(`  -d client_assertion_type=${assertionType} \\`)
  print(`  -d client_assertion=${assertion}`)
  print(`\nThe token, good for ${expiresInSeconds} seconds:`)
  print(`TOKEN=${token}`)
  print(`\ncurl -H "Authorization: Bearer $TOKEN" ${config.baseUrl}/fhir/Task`)
}
