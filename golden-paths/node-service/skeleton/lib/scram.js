// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding.

import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

const NO_CHANNEL_BINDING = 'n,,';

/**
 * One exchange: send `first`, then final(what the server says), then verify(what it says at the end). The server proves
 * that it knows the password too. PostgreSQL takes the user name from the connection and ignores this one.
 */
export class Scram {
  #password;
  #bare;
  #nonce;
  #serverSignature;

  constructor(password, { username = '', nonce = randomBytes(18).toString('base64') } = {}) {
    this.#password = password;
    this.#nonce = nonce;
    this.#bare = `n=${username},r=${nonce}`;
  }

  get first() {
    return NO_CHANNEL_BINDING + this.#bare;
  }

  final(serverFirst) {
    const { r: nonce = '', s: salt = '', i: iterations } = attributes(serverFirst);
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce) throw new Error('SCRAM: wrong nonce from the server');
    if (!(Number(iterations) >= 1)) throw new Error('SCRAM: the server sent no iteration count');

    const password = this.#password.normalize('NFKC');
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const withoutProof = `c=${Buffer.from(NO_CHANNEL_BINDING).toString('base64')},r=${nonce}`;
    const messages = `${this.#bare},${serverFirst},${withoutProof}`;
    const signature = hmac(createHash('sha256').update(clientKey).digest(), messages);
    this.#serverSignature = hmac(hmac(salted, 'Server Key'), messages);
    const proof = clientKey.map((byte, index) => byte ^ signature[index]);
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  verify(serverFinal) {
    const signature = Buffer.from(attributes(serverFinal).v ?? '', 'base64');
    if (signature.length !== 32 || !timingSafeEqual(signature, this.#serverSignature)) {
      throw new Error('SCRAM: the server does not know the password');
    }
  }
}

function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest();
}

/** 'r=a,s=b==' -> { r: 'a', s: 'b==' } */
function attributes(message) {
  return Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}
