/**
 * What 42 CFR 2.51(c) wants documented in the patient's record, as a Communication of the custodian whose records were
 * disclosed: to whom, by whom, when, and in which emergency.
 */
import { CODE, PROFILE, SYSTEM } from '../fhir/codes.ts'
import type { Resource } from '../fhir/resource.ts'
import type { Reached, Session } from '../store/emergencies.ts'
import type { EmergencyFacts } from './emergency-facts.ts'
import type { Ground } from './ground.ts'

export function recordOf(
  ground: Ground,
  of: { session: Session; of: Reached; facts: EmergencyFacts; at: string },
): Resource {
  const { session, facts } = of
  const { person, custodian } = of.of
  const nature = ground.content.emergency.natures.find(({ code }) => code === session.nature)
  const partner = ground.directory.byId(session.partner)?.name ?? session.partner
  const lines = [
    `Disclosed to: ${facts.personnel}, ${facts.affiliation}, through ${partner}.`,
    `Disclosed by: ${facts.discloser}.`,
    `When: ${facts.date}.`,
    `Nature of the emergency: ${facts.nature}.`,
    `Authority: ${nature ? `${nature.display} (${nature.citation})` : session.nature}. Session ${session.id}, opened ${session.opened}.`,
  ]
  return {
    resourceType: 'Communication',
    id: ground.newId(),
    meta: { profile: [PROFILE.coordination] },
    status: 'completed',
    category: [
      { coding: [{ system: SYSTEM.communicationKind, code: CODE.communicationKind.emergencyDisclosure }] },
    ],
    subject: { reference: `Patient/${person}` },
    sent: facts.date,
    sender: { reference: `Organization/${custodian}` },
    recipient: [{ reference: `Organization/${session.partner}` }],
    payload: lines.map((contentString) => ({ contentString })),
  }
}
