import { answerJson, type Handler } from './local-server.js';

/**
 * One server that gives each client the shortest answer of its vendor's documentation that leads it on. For looking at
 * requests; how vendors behave is the simulator's matter. Vendors are told apart by the first part of the path.
 */
export const cannedVendors: Handler = ({ method, url, headers }, response) => {
  const origin = `http://${headers.host ?? ''}`;
  const at = `${method} ${url.split('?', 1)[0] ?? ''}`;
  const mp3 = Buffer.concat([Buffer.from('ID3'), Buffer.alloc(100)]).toString('base64');
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [
      /^POST \/openai\/responses$/,
      openAiResponse({ type: 'output_text', text: '{"title":"Bees","scenes":[]}' }),
    ],
    [/^POST \/elevenlabs\/v1\/text-to-speech\//, { audio_base64: mp3, alignment: null }],
    [
      /^POST \/heygen\/v3\/assets$/,
      { data: { asset_id: 'asset1', url: 'x', mime_type: 'y', size_bytes: 1 } },
    ],
    [/^POST \/heygen\/v3\/videos$/, { data: { video_id: 'video1', status: 'waiting' } }],
    [/^GET \/heygen\/v3\/videos\/video1$/, { data: { id: 'video1', status: 'processing' } }],
    [/^GET \/heygen\/v3\/videos$/, { data: [], has_more: false }],
    [/^POST \/synthesia\/v2\/scriptAudio$/, { id: '3f0c2a52-5a0f-4b8e-9d55-4c2ad4f7a001' }],
    [/^GET \/synthesia\/v2\/assets\//, { status: 'ready' }],
    [/^POST \/synthesia\/v2\/videos$/, { id: '3f0c2a52-5a0f-4b8e-9d55-4c2ad4f7a002', status: 'in_progress' }],
    [/^GET \/synthesia\/v2\/videos\/3f0c/, { id: 'x', status: 'in_progress' }],
    [/^GET \/synthesia\/v2\/videos$/, { videos: [] }],
    [/^POST \/runway\/v1\/text_to_video$/, { id: '17f20503-6c24-4c16-946b-35dbbce2af2f' }],
    [/^GET \/runway\/v1\/tasks\//, { status: 'RUNNING', progress: 0.5 }],
    [/^DELETE \/runway\/v1\/tasks\//, {}],
    [
      /^POST \/pika\/fal-ai\//,
      {
        request_id: 'r1',
        status_url: `${origin}/pika/fal-ai/pika/requests/r1/status`,
        response_url: `${origin}/pika/fal-ai/pika/requests/r1`,
        cancel_url: `${origin}/pika/fal-ai/pika/requests/r1/cancel`,
      },
    ],
    [/^GET \/pika\/fal-ai\/pika\/requests\/r1\/status$/, { status: 'COMPLETED' }],
    [/^GET \/pika\/fal-ai\/pika\/requests\/r1$/, { video: { url: `${origin}/clip.mp4` } }],
    [/^PUT \/pika\/fal-ai\/pika\/requests\/r1\/cancel$/, { status: 'OK' }],
  ];
  const answer = answers.find(([pattern]) => pattern.test(at));
  if (answer === undefined) answerJson(response, 404, { error: `nobody answers ${at}` });
  else answerJson(response, 200, answer[1]);
};

/** A completed response of OpenAI with one content part. */
export function openAiResponse(part: object, other: object = {}): unknown {
  return {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    error: null,
    incomplete_details: null,
    output: [
      { id: 'rs_1', type: 'reasoning', summary: [] },
      { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [part] },
    ],
    usage: {
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 400 },
      output_tokens: 500,
      total_tokens: 1500,
    },
    ...other,
  };
}
