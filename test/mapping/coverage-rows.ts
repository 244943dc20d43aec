/**
 * The rows of the case (what a case holds, and where it goes in FHIR), each with facts of the main case: where a fact stands
 * in the record, and the FHIRPath by which anybody reads it back from the resource that it became. docs/coverage.md is made
 * of them, and tests hold them.
 */

export type Fact = {
  /** Section, id of the item, and the field in it: `goals tp-goal-use statement`. */
  readonly record: string
  /** Type and source id of the resource: `Goal tp-goal-use`. */
  readonly resource: string
  readonly path: string
  /** What FHIR says there, where its word for the value is another. */
  readonly says?: string
}

export type Row = {
  readonly number: number
  readonly concept: string
  readonly facts: readonly Fact[]
}

const ours = 'https://throughline.example/fhir/StructureDefinition'

function fact(record: string, resource: string, path: string, says?: string): Fact {
  return { record, resource, path, ...(says !== undefined && { says }) }
}

export const ROWS: readonly Row[] = [
  {
    number: 1,
    concept: 'Engagement and outreach, also before there is a case',
    facts: [
      fact('engagement tp-eng-2 at', 'Communication tp-eng-2', 'sent'),
      fact(
        'engagement tp-eng-2 outcome',
        'Communication tp-eng-2',
        `extension.where(url = '${ours}/engagement-outcome').value.coding.code`,
      ),
      fact('episodes tp-episode-1 source', 'ServiceRequest tp-episode-1', 'category.coding.code[1]'),
    ],
  },
  {
    number: 2,
    concept: 'Initial biopsychosocial assessment',
    facts: [
      fact('assessments tp-as-initial summary', 'Observation tp-as-initial', 'value'),
      fact(
        'assessments tp-as-initial recommended.asam4',
        'Observation tp-as-initial-recommended',
        'value.coding.code',
      ),
      fact(
        'assessments tp-as-screen instruments.0.score',
        'Observation tp-as-screen-instrument-dast-10',
        'value.value',
      ),
      fact('diagnoses tp-dx-oud icd10', 'Condition tp-dx-oud', 'code.coding.code'),
    ],
  },
  {
    number: 3,
    concept: 'Strengths, skills and resources',
    facts: [fact('strengths tp-str-1 text', 'Observation tp-str-1', 'value.text')],
  },
  {
    number: 4,
    concept: 'Needs by domain',
    facts: [
      fact('needs tp-need-sud domain', 'Condition tp-need-sud', 'code.coding.code'),
      fact('needs tp-need-sud severity', 'Condition tp-need-sud', 'severity.coding.code'),
    ],
  },
  {
    number: 5,
    concept: 'Obstacles and barriers',
    facts: [
      fact('barriers tp-bar-licence kind', 'Condition tp-bar-licence', 'code.coding.code'),
      fact('barriers tp-bar-licence strategy', 'Condition tp-bar-licence', 'note.text'),
    ],
  },
  {
    number: 6,
    concept: 'Individual service plan, version after version',
    facts: [
      fact('plans tp-plan-2 title', 'CarePlan tp-plan-2', 'title'),
      fact('plans tp-plan-2 supersedes', 'CarePlan tp-plan-2', 'replaces.reference'),
      fact(
        'plans tp-plan-2 agreement',
        'CarePlan tp-plan-2',
        `extension.where(url = '${ours}/client-agreement').extension.where(url = 'response').value.coding.code`,
      ),
    ],
  },
  {
    number: 7,
    concept: "Goals, specific, measurable, with the client's voice",
    facts: [
      fact('goals tp-goal-use statement', 'Goal tp-goal-use', 'description.text'),
      fact('goals tp-goal-use clientWords', 'Goal tp-goal-use', 'note.text'),
      fact('goals tp-goal-use target', 'Goal tp-goal-use', 'target.detail.value'),
      fact('goals tp-goal-use due', 'Goal tp-goal-use', 'target.due'),
    ],
  },
  {
    number: 8,
    concept: 'Strategies and interventions for each goal',
    facts: [
      fact('goals tp-goal-use interventions.0.text', 'ServiceRequest tp-iv-use-1', 'code.text'),
      fact(
        'goals tp-goal-use interventions.0.frequency.times',
        'ServiceRequest tp-iv-use-1',
        'occurrence.repeat.frequency',
      ),
    ],
  },
  {
    number: 9,
    concept: 'Coordination: who, with whom, what, when, where and why',
    facts: [
      fact('coordination tp-co-03 about', 'Communication tp-co-03', 'topic.text'),
      fact('coordination tp-co-03 why', 'Communication tp-co-03', 'reasonCode.text'),
      fact('coordination tp-co-03 by.team', 'Communication tp-co-03', 'sender.reference'),
      fact(
        'coordination tp-co-03 place',
        'Communication tp-co-03',
        `extension.where(url = '${ours}/communication-location').value`,
      ),
    ],
  },
  {
    number: 10,
    concept: 'The rationale explained to the client, questions and answers',
    facts: [
      fact('explanations tp-ex-plan1 rationale', 'Communication tp-ex-plan1', 'payload[0].content'),
      fact('explanations tp-ex-plan1 questions.0.answer', 'Communication tp-ex-plan1', 'payload[2].content'),
      fact('explanations tp-ex-plan1 plan', 'Communication tp-ex-plan1', 'about.reference'),
    ],
  },
  {
    number: 11,
    concept: 'Referral to any service, with linkage',
    facts: [
      fact('referrals tp-ref-benefits reason', 'ServiceRequest tp-ref-benefits', 'reasonCode.text'),
      fact('referrals tp-ref-benefits status', 'Task tp-ref-benefits', 'status'),
      fact(
        'referrals tp-ref-benefits linkage.0',
        'Task tp-ref-benefits',
        "input.where(type.text = 'Linkage')[0].value.coding.code",
      ),
      fact('referrals tp-ref-benefits result.outcome', 'Task tp-ref-benefits', 'output.value.coding.code'),
    ],
  },
  {
    number: 12,
    concept: 'Consultation and liaison with other professionals',
    facts: [
      fact('coordination tp-co-04 question', 'Communication tp-co-04', 'payload[0].content'),
      fact('coordination tp-co-04 advice', 'Communication tp-co-04', 'payload[1].content'),
      fact('coordination tp-co-04 effect', 'Communication tp-co-04', 'payload[2].content'),
    ],
  },
  {
    number: 13,
    concept: 'Collateral contacts',
    facts: [
      fact('contacts tp-contact-mother name', 'RelatedPerson tp-contact-mother', 'name.text'),
      fact(
        'contacts tp-contact-mother mayBeTold',
        'RelatedPerson tp-contact-mother',
        `extension.where(url = '${ours}/may-be-told').value.ofType(string)`,
      ),
    ],
  },
  {
    number: 14,
    concept: 'Care team, lead, credentials',
    facts: [
      fact(
        'team cb-staff-sample credentials.0.credential',
        'Practitioner cb-staff-sample',
        'qualification[0].code.coding.code',
      ),
      fact('team cb-staff-sample role', 'CareTeam cb-case-4711-team', 'participant[0].role.coding.code'),
    ],
  },
  {
    number: 15,
    concept: 'Appointments and obligations, transport and reminders, no-shows',
    facts: [
      fact('appointments tp-appt-benefits startsAt', 'Appointment tp-appt-benefits', 'start'),
      fact('appointments tp-appt-benefits status', 'Appointment tp-appt-benefits', 'status'),
      fact(
        'appointments tp-appt-benefits transport',
        'Appointment tp-appt-benefits',
        `extension.where(url = '${ours}/transport').extension.where(url = 'arrangement').value`,
      ),
    ],
  },
  {
    number: 16,
    concept: 'Group and family meetings',
    facts: [
      fact('sessions tp-ses-030 kind', 'Encounter tp-ses-030', 'type.coding.code[0]'),
      fact('sessions tp-ses-030 groupSession', 'Encounter tp-ses-030', 'partOf.identifier.value'),
    ],
  },
  {
    number: 17,
    concept: 'Releases of information, one by one',
    facts: [
      fact('releases tp-rel-lakeside form.title', 'Consent tp-rel-lakeside', 'source.title'),
      fact('releases tp-rel-lakeside purposes.0', 'Consent tp-rel-lakeside', 'provision.purpose[0].code'),
      fact(
        'releases tp-rel-lakeside categories.0',
        'Consent tp-rel-lakeside',
        'provision.securityLabel[0].code',
      ),
      fact(
        'releases tp-rel-lakeside recipients.0.partner',
        'Consent tp-rel-lakeside',
        'provision.actor[0].reference.reference',
        'Organization/lakeside',
      ),
    ],
  },
  {
    number: 18,
    concept: 'Confidentiality and self-determination: wishes, refusals, restrictions',
    facts: [
      fact('preferences tp-pref-1 text', 'Flag tp-pref-1', 'code.text'),
      fact('refusals tp-refuse-1 service', 'ServiceRequest tp-refuse-1', 'code.coding.code'),
      fact('restrictions tp-restr-1 categories.0', 'Consent tp-restr-1', 'provision.securityLabel.code'),
    ],
  },
  {
    number: 19,
    concept: 'Level of care and its transitions',
    facts: [
      fact('levelsOfCare tp-loc-2 level.asam4', 'Observation tp-loc-2', 'value.coding.code'),
      fact('levelsOfCare tp-loc-2 reason', 'Encounter tp-loc-2', 'reasonCode.coding.code'),
      fact('levelsOfCare tp-loc-2 handOver.acceptedOn', 'ServiceRequest tp-loc-2', 'occurrence'),
    ],
  },
  {
    number: 20,
    concept: 'Monitoring: attendance, tests, medication, outside conditions, progress',
    facts: [
      fact('sessions tp-ses-014 attendance', 'Appointment tp-ses-014', 'status', 'cancelled'),
      fact('drugTests tp-test-20260310 result', 'Observation tp-test-20260310', 'value.coding.code'),
      fact('medications tp-med-1 adherence', 'MedicationStatement tp-med-1', 'statusReason.coding.code'),
      fact('conditionReports tp-cr-mh-2 course', 'Observation tp-cr-mh-2', 'value.coding.code'),
      fact('progressRatings tp-prog-1 recommendation', 'Observation tp-prog-1', 'value.coding.code'),
      fact('incidents tp-inc-1 kind', 'Observation tp-inc-1', 'value.coding.code'),
    ],
  },
  {
    number: 21,
    concept: 'Criminal justice: matter, mandate, hearings, phase, incentives and sanctions',
    facts: [
      fact('legalMatters tp-matter-1 charge', 'Condition tp-matter-1', 'code.text'),
      fact('legalMatters tp-matter-1 docket.value', 'Condition tp-matter-1', 'identifier[1].value'),
      fact(
        'mandates tp-mandate-1 phases.4.phase',
        'CarePlan tp-mandate-1',
        'activity.detail.code.coding.code[4]',
      ),
      fact('mandates tp-mandate-1 conditions.0.text', 'ServiceRequest tp-cond-sessions', 'code.text'),
      fact('hearings tp-hear-02 outcome', 'Appointment tp-hear-02', 'comment'),
      fact('courtResponses tp-resp-1 text', 'Observation tp-resp-1', 'value.text'),
    ],
  },
  {
    number: 22,
    concept: 'Benefits and financial aid, insurance',
    facts: [
      fact('coverages tp-cov-1 memberId', 'Coverage tp-cov-1', 'subscriberId'),
      fact('benefits tp-ben-snap status', 'Task tp-ben-snap', 'businessStatus.coding.code'),
      fact('benefits tp-ben-snap agency', 'Task tp-ben-snap', 'owner.display'),
    ],
  },
  {
    number: 23,
    concept: 'Evaluation: was each goal met, says whom, and if not, why',
    facts: [
      fact('goals tp-goal-use reviews.0.met', 'Observation tp-rv-use-1', 'value.coding.code'),
      fact(
        'evaluations tp-eval-1 worked',
        'Observation tp-eval-1',
        "component.where(code.coding.code = 'worked').value",
      ),
    ],
  },
  {
    number: 24,
    concept: 'Refined plan after a plan that did not work',
    facts: [
      fact(
        'plans tp-plan-2 reasonForChange',
        'CarePlan tp-plan-2',
        `extension.where(url = '${ours}/change-reason').value`,
      ),
      fact(
        'plans tp-plan-3 changes.0.change',
        'CarePlan tp-plan-3',
        `extension.where(url = '${ours}/goal-change')[0].extension.where(url = 'change').value.coding.code`,
      ),
    ],
  },
  {
    number: 25,
    concept: 'Discharge, aftercare and continuing care',
    facts: [
      fact('discharges tp-disch-1 reason', 'Composition tp-disch-1', 'event.code.coding.code'),
      fact(
        'discharges tp-disch-1 aftercarePlan',
        'Composition tp-disch-1',
        "section.where(code.coding.code = 'aftercare').entry[0].reference",
      ),
      fact(
        'discharges tp-disch-1 goals.0.achievement',
        'Composition tp-disch-1',
        'section.section[0].code.coding.code',
      ),
    ],
  },
  {
    number: 26,
    concept: 'Advocacy: with providers, courts, benefit agencies',
    facts: [
      fact('coordination tp-co-08 kind', 'Communication tp-co-08', 'category.coding.code'),
      fact('coordination tp-co-08 outcome', 'Communication tp-co-08', 'payload[0].content'),
    ],
  },
  {
    number: 27,
    concept: 'Individuals and families as clients',
    facts: [
      fact(
        'household tp-member-son relationship',
        'RelatedPerson tp-member-son',
        'relationship[0].coding.code',
      ),
      fact('household tp-member-son birthDate', 'RelatedPerson tp-member-son', 'birthDate'),
    ],
  },
  {
    number: 28,
    concept: 'Counseling notes kept separate',
    facts: [
      fact('counselingNotes tp-cn-1 title', 'DocumentReference tp-cn-1', 'content.attachment.title'),
      fact('counselingNotes tp-cn-1 on', 'DocumentReference tp-cn-1', 'content.attachment.creation'),
    ],
  },
]
