/**
 * Emergency access (42 CFR 2.51) in the database: sessions, and which person at which custodian each of them reaches.
 * What a session reaches is private to the gateway, as the links that it rests on are.
 */
import type { Transaction } from '../database/database.ts'

/** What a session opens of a person at a custodian: a fact of the grants. */
export type Emergency = {
  /** That of the session. */
  readonly id: string
  readonly recipient: string
  readonly from: string
  readonly until: string
  readonly nature: string
}

/**
 * The emergencies in which these persons' records at these custodians are, or were until their time was over, open to
 * others.
 */
export async function emergenciesOf(
  tx: Transaction,
  of: readonly Reached[],
): Promise<(Emergency & Reached)[]> {
  const { rows } = await tx.query<Emergency & Reached>(
    `select a.person, a.custodian, a.id, a.recipient, a.opened as from, a.until, s.nature
     from unnest($1::uuid[], $2::text[]) as of(person, custodian)
     join emergency_access a on a.person = of.person and a.custodian = of.custodian
     join emergency_session s on s.person = a.about and s.id = a.id
     where a.state = 'open' order by a.opened, a.id`,
    [of.map(({ person }) => person), of.map(({ custodian }) => custodian)],
  )
  return rows
}

export type Session = {
  /** The Patient of the partner that opened it. */
  readonly person: string
  readonly id: string
  readonly partner: string
  readonly openedBy: string
  readonly nature: string
  readonly opened: string
  readonly until: string
  readonly closed: string | undefined
}

type SessionRow = Omit<Session, 'openedBy' | 'closed'> & { opened_by: string; closed: string | null }

const SESSION = 'person, id, partner, opened_by, nature, opened, until, closed'

/** Of two requests of one person, the second sees the session that the first has opened. */
export async function lockOpener(tx: Transaction, by: Pick<Session, 'partner' | 'openedBy'>): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [`${by.partner} ${by.openedBy}`])
}

/** The sessions of one person of a partner that nobody has documented yet, the oldest first. */
export async function undocumented(
  tx: Transaction,
  by: Pick<Session, 'partner' | 'openedBy'>,
): Promise<Session[]> {
  const { rows } = await tx.query<SessionRow>(
    `select ${SESSION} from emergency_session where partner = $1 and opened_by = $2 and state = 'open'
     order by opened, id`,
    [by.partner, by.openedBy],
  )
  return rows.map(toSession)
}

export async function insertSession(tx: Transaction, session: Session): Promise<void> {
  const { person, id, partner, openedBy, nature, opened, until } = session
  await tx.query(
    `insert into emergency_session (person, id, partner, opened_by, nature, opened, until, state)
     values ($1, $2, $3, $4, $5, $6, $7, 'open')`,
    [person, id, partner, openedBy, nature, opened, until],
  )
}

/** A session of this partner about this Patient of its own, locked; undefined for any other. */
export async function sessionOf(
  tx: Transaction,
  of: { person: string; partner: string; id: string },
): Promise<Session | undefined> {
  const { rows } = await tx.query<SessionRow>(
    `select ${SESSION} from emergency_session where person = $1 and partner = $2 and id::text = $3 for update`,
    [of.person, of.partner, of.id],
  )
  return rows[0] && toSession(rows[0])
}

/** A person at a custodian whom a session reaches. */
export type Reached = { readonly person: string; readonly custodian: string }

/** Lets a session reach these persons; those whom it reached before are left out of the answer. */
export async function reach(
  tx: Transaction,
  session: Session,
  others: readonly Reached[],
): Promise<Reached[]> {
  const { rows } = await tx.query<Reached>(
    `insert into emergency_access (person, id, custodian, recipient, recipient_person, about, opened, until, state)
     select other.person, $1, other.custodian, $2, $3, $4, $5, $6, 'open'
     from unnest($7::uuid[], $8::text[]) as other(person, custodian)
     on conflict (person, id) do update set state = 'open' where emergency_access.state = 'withdrawn'
     returning person, custodian`,
    [
      session.id,
      session.partner,
      session.openedBy,
      session.person,
      session.opened,
      session.until,
      others.map(({ person }) => person),
      others.map(({ custodian }) => custodian),
    ],
  )
  return rows
}

/** Closes a session and ends what it opened; whom it has reached, also those from whom it was withdrawn. */
export async function closeSession(
  tx: Transaction,
  session: Session,
  by: { closedBy: string; at: string },
): Promise<Reached[]> {
  await tx.query(
    `update emergency_session set state = 'closed', closed_by = $3, closed = $4 where person = $1 and id = $2`,
    [session.person, session.id, by.closedBy, by.at],
  )
  const { rows } = await tx.query<Reached>(
    `update emergency_access set state = case state when 'open' then 'closed' else state end where id = $1
     returning person, custodian`,
    [session.id],
  )
  return rows
}

/** Two Patients are no longer taken for one human being: whom an emergency about the one reached through the other. */
export async function withdrawReach(
  tx: Transaction,
  between: { one: string; other: string },
): Promise<Reached[]> {
  const { rows } = await tx.query<Reached>(
    `update emergency_access set state = 'withdrawn'
     where state = 'open' and ((person = $1 and about = $2) or (person = $2 and about = $1)) returning person, custodian`,
    [between.one, between.other],
  )
  return rows
}

/**
 * Which of these sessions still open the records of these persons. The rows stay locked until the transaction ends: a
 * session is closed before or after a disclosure under it, never meanwhile, so that its record names them all.
 */
export async function heldOpen(
  tx: Transaction,
  of: { ids: readonly string[]; persons: readonly string[] },
): Promise<{ id: string; person: string }[]> {
  const { rows } = await tx.query<{ id: string; person: string }>(
    `select id, person from emergency_access where id = any($1::uuid[]) and person = any($2::uuid[]) and state = 'open'
     order by person, id for share`,
    [of.ids, of.persons],
  )
  return rows
}

function toSession({ opened_by: openedBy, closed, ...row }: SessionRow): Session {
  return { ...row, openedBy, closed: closed ?? undefined }
}
