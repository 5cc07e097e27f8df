type ErrorBody = (status: number, message: string) => unknown;

const OPENAI_TYPES: Readonly<Record<number, readonly [type: string, code: string | null]>> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  429: ['requests', 'rate_limit_exceeded'],
  500: ['server_error', null],
  503: ['server_error', 'server_is_overloaded'],
};

const ELEVENLABS_STATUSES: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  402: 'payment_required',
  404: 'not_found',
  422: 'invalid_parameters',
  429: 'too_many_concurrent_requests',
};

/** The error bodies of vendors whose simulator does not say its own. */
export const usualErrorBodies: Readonly<Record<string, ErrorBody>> = {
  openai(status, message) {
    const usual =
      status >= 500 ? (['server_error', null] as const) : (['invalid_request_error', null] as const);
    const [type, code] = OPENAI_TYPES[status] ?? usual;
    return { error: { message, type, param: null, code } };
  },
  elevenlabs: (status, message) => ({
    detail: {
      status: ELEVENLABS_STATUSES[status] ?? (status >= 500 ? 'internal_error' : 'bad_request'),
      message,
    },
  }),
};
