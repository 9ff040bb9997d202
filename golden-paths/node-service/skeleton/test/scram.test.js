import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Scram } from '../lib/scram.js';

// The exchange printed in RFC 7677, section 3.
const NONCE = 'rOprNGfwEbeRWgbNEkqO';
const SERVER_FIRST = `r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;

test('the exchange of RFC 7677 is reproduced', () => {
  const scram = new Scram('pencil', { username: 'user', nonce: NONCE });

  assert.equal(scram.first, `n,,n=user,r=${NONCE}`);
  assert.equal(
    scram.final(SERVER_FIRST),
    `c=biws,r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  scram.verify('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
});

test('a server that does not know the password is refused', () => {
  const scram = new Scram('pencil', { username: 'user', nonce: NONCE });
  scram.final(SERVER_FIRST);

  assert.throws(() => scram.verify('v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='), /does not know the password/);
  assert.throws(() => scram.verify('e=other-error'), /does not know the password/);
});

test('a server that answers with a nonce of its own is refused', () => {
  assert.throws(() => new Scram('pencil').final('r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'), /wrong nonce/);
});
