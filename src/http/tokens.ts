import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { OidcConfig } from '../config.js';
import { UnauthenticatedError, UnavailableError } from '../errors.js';
import type { Logger } from '../logger.js';
import { createIssuerKeys, type AskingTimes } from './issuer-keys.js';

/** Only signatures by a key pair: what is signed by a shared secret, or by nobody, is refused. */
const ALGORITHMS = ['RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 10;
const LONGEST_TOKEN = 8_192;
/** Of the one who holds it. @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken */
const SUBJECT = /^\P{Cc}{1,255}$/u;

/** Claims of a token that was checked. */
export interface CheckedToken {
  readonly claims: JWTPayload & { readonly iss: string; readonly sub: string };
  readonly expiresAt: Date;
}

export interface TokenCheck {
  /** @throws {UnauthenticatedError} saying why, {UnavailableError} while the keys of the issuer cannot be had */
  check(token: string): Promise<CheckedToken>;
  readonly settings: OidcConfig;
}

/** Tokens begin with the JSON of their header. No key that we make does. */
export const looksLikeToken = (secret: string): boolean => /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/.test(secret);

/** Checks tokens of one sign-in service: signature, issuer, audience and time. */
export function createTokenCheck(settings: OidcConfig, logger: Logger, times?: AskingTimes): TokenCheck {
  const { issuer, audience, jwksUrl } = settings;
  const keys = createIssuerKeys(issuer, jwksUrl, times);
  return {
    settings,
    async check(token) {
      if (token.length > LONGEST_TOKEN)
        throw new UnauthenticatedError(`A token may have at most ${LONGEST_TOKEN} characters.`);
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience: [...audience],
          algorithms: ALGORITHMS,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['sub', 'exp'],
        });
        const { sub, exp = 0 }: { sub?: unknown; exp?: number } = payload;
        if (typeof sub !== 'string' || !SUBJECT.test(sub) || !sub.isWellFormed())
          throw new errors.JWTInvalid('"sub" is no name of 1 to 255 characters');
        // what it opens ends on time: the tolerance is for clocks at the door
        return { claims: { ...payload, iss: issuer, sub }, expiresAt: new Date(exp * 1000) };
      } catch (error) {
        if (error instanceof UnavailableError) {
          logger.warn({ error, issuer }, 'the keys of the sign-in service cannot be had');
          throw error;
        }
        if (!(error instanceof errors.JOSEError)) throw error;
        logger.debug({ error, issuer }, 'a token was refused');
        throw new UnauthenticatedError(
          error instanceof errors.JWTExpired
            ? 'Your token has expired; sign in again.'
            : 'Your token is not valid here; sign in again.',
          { cause: error },
        );
      }
    },
  };
}
