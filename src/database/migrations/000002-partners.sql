-- What partners' credentials leave behind: assertions that were used, and the keys with which the gateways sign tokens.
-- Neither grows with the persons: a row of assertion_seen goes when its assertion has expired.

create table assertion_seen (
  client_id  text        not null,
  jti        text        not null,
  expires_at timestamptz not null,
  primary key (client_id, jti)
);
create index assertion_seen_by_expiry on assertion_seen (expires_at);

-- Shared by all gateways of one database. A key that no longer signs stays until the last of its tokens has expired.
create table signing_key (
  kid         text        primary key,
  private_jwk jsonb       not null,
  created_at  timestamptz not null
);
