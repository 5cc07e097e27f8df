import type { Say } from './refs.js';
import type { TopicForm } from './topic-parts.js';

type ByForm = Readonly<Partial<Record<TopicForm, readonly Say[]>>>;

const QUESTION_HOOKS: readonly Say[] = [
  (w) => w.Q,
  (w) => `Have you ever wondered ${w.q}?`,
  (w) => `Can you explain ${w.q}?`,
  (w) => `Most of us never stop to ask ${w.q}.`,
];

/** The first sentence: it poses the question. */
export const HOOKS: ByForm & { readonly question: readonly Say[] } = {
  question: QUESTION_HOOKS,
  what: [(w) => w.Q, (w) => `Have you ever wondered ${w.q}?`, (w) => `Can you say in one sentence ${w.q}?`, (w) => `Let us find out ${w.q}.`],
  claim: [(w) => w.Q, (w) => `Let us find out ${w.q}.`, (w) => `Have you ever asked yourself ${w.q}?`],
  thing: [(w) => w.Q, (w) => `Have you ever wondered ${w.q}?`, (w) => `What do you really know about ${w.t}?`, (w) => `Let us take a closer look at ${w.t}.`, (w) => `There may be more to ${w.t} than you think.`],
  'how-to': [(w) => w.Q, (w) => `Do you want to know ${w.q}?`, (w) => `Let me show you ${w.q}, step by step.`, (w) => `Anyone can learn ${w.q}.`, (w) => `Here is ${w.q} without any fuss.`],
  history: [(w) => w.Q, (w) => `Let us follow ${w.f} from the beginning.`, (w) => `Where does ${w.f} begin?`, (w) => `What do you know about ${w.f}?`],
  list: [(w) => w.Q, (w) => `Are you ready for a countdown on ${w.t}?`, (w) => `Let us count down what makes ${w.t} special.`],
  versus: [(w) => w.Q, (w) => `How do ${w.t} really compare?`, (w) => `Would you know how to choose between ${w.t}?`, (w) => `Let us put ${w.t} side by side.`],
  quoted: [(w) => w.Q],
}; // prettier-ignore

/** What most people think. */
export const ASSUMPTIONS: ByForm & { readonly question: readonly Say[] } = {
  question: [
    (w) => `Ask around about ${w.f}, and most people will offer a quick guess.`,
    (w) => `Many of us take ${w.f} for granted.`,
    (w) => `At first, ${w.f} may look like a mere curiosity.`,
    (w) => `Most people expect one simple reason, but ${w.f} may need more than one.`,
    (w) => `It is easy to think that ${w.f} could not be explained simply.`,
  ],
  thing: [(w) => `Most of us know the name and little more when it comes to ${w.t}.`, (w) => `Many people think they already know all about ${w.t}.`, (w) => `At first, ${w.t} may look like a mere curiosity.`],
  'how-to': [(w) => `Many beginners think that ${w.f} takes a special talent.`, (w) => `Most people try to rush ${w.f}.`, (w) => `At first, ${w.f} may look harder than it is.`, (w) => `Many people learn ${w.f} by luck, but there is a better way.`],
  history: [(w) => `It is easy to picture ${w.f} as one straight line.`, (w) => `Most people know only the ending of ${w.f}.`, (w) => `Many of us take ${w.t} for granted today.`],
  list: [(w) => `Everyone has a favourite answer when the talk turns to ${w.t}.`, (w) => `Most lists of ${w.t} stop at the obvious.`, (w) => `Many of us think we know all about ${w.t}.`],
  versus: [(w) => `Many people choose between ${w.t} early and never look back.`, (w) => `Most debates about ${w.t} begin with a firm opinion.`, (w) => `Ask around about ${w.t}, and you will hear strong opinions.`],
  quoted: [(w) => `Most people would not know what to make of ${w.t}.`, (w) => `At first, ${w.t} may look like a riddle.`, (w) => `Few people would stop to think about ${w.t}.`],
}; // prettier-ignore

/** Why it is worth the time. */
export const STAKES: readonly Say[] = [
  (w) => `Still, ${w.f} can teach us something about the world around us.`,
  (w) => `And yet ${w.f} will reward anyone who looks closer.`,
  (w) => `There is a good story behind ${w.f}, and it is worth a few moments.`,
  (w) => `So let us take ${w.f} apart, one piece at a time.`,
  (w) => `No special knowledge is needed to follow ${w.f}, only a little curiosity.`,
];

/** Near the end the view turns. */
export const TURNS: ByForm & { readonly question: readonly Say[] } = {
  question: [
    (w) => `But no single reason will explain all of ${w.f}.`,
    (w) => `Here is the turn: what looked strange about ${w.f} begins to make sense.`,
    (w) => `Put together, ${w.a} and ${w.b} show ${w.f} in a new light.`,
    (w) => `So the puzzle of ${w.f} was never about one thing alone.`,
    (w) => `Now ${w.f} may look less strange.`,
  ],
  thing: [(w) => `But ${w.t} could never be summed up in a single sentence.`, (w) => `Here is the turn: the closer we look at ${w.t}, the more there is to see.`, (w) => `Put together, ${w.a} and ${w.b} show ${w.t} in a new light.`],
  'how-to': [(w) => `The real secret of ${w.f} is attention, not talent.`, (w) => `Here is the turn: mistakes are the best teachers in ${w.f}.`, (w) => `With ${w.a} and ${w.b} in mind, ${w.f} becomes much easier.`],
  history: [(w) => `Here is the turn: ${w.f} is not over yet.`, (w) => `Seen from today, ${w.t} may look obvious, but nothing about it was.`, (w) => `So the story of ${w.t} is also a story about us.`],
  list: [(w) => `And no list of ${w.t} will ever be complete.`, (w) => `The order matters less than what ${w.t} have in common.`, (w) => `Your own list of ${w.t} may look quite different.`],
  versus: [(w) => `Here is the turn: ${w.t} are better at different things.`, (w) => `So the choice between ${w.t} depends on what you need.`, (w) => `Perhaps ${w.t} are not rivals at all.`],
  quoted: [(w) => `So ${w.t} may be less of a riddle than it seemed.`, (w) => `Here is the turn: ${w.t} can be looked at like anything else.`],
}; // prettier-ignore

/** What to keep. */
export const TAKEAWAYS: ByForm & { readonly question: readonly Say[] } = {
  question: [
    (w) => `So the next time you come across ${w.t}, think of ${w.a}.`,
    (w) => `In short, look at ${w.a} and ${w.b}, and ${w.f} will make more sense.`,
    (w) => `So ${w.f} may have less to do with chance than with ${w.a} and ${w.b}.`,
  ],
  'how-to': [(w) => `In short, take care of ${w.a} and ${w.b}, and ${w.f} will get easier.`, (w) => `If you keep one thing about ${w.f}, let it be ${w.a}.`, (w) => `Start with ${w.a}, and the rest of ${w.f} will follow.`],
  history: [(w) => `In short, ${w.t} did not come out of nowhere.`, (w) => `Behind ${w.t} stand many hands, and most of their names are lost.`, (w) => `So the next time you come across ${w.t}, think of ${w.a}.`],
  list: [(w) => `Now you have a few good ways to look at ${w.t}.`, (w) => `So the next time you hear about ${w.t}, think of ${w.a}.`],
  versus: [(w) => `In short, ask what you need, and ${w.t} will sort themselves out.`, (w) => `The better question about ${w.t} is what you want from them.`],
  quoted: [(w) => `If you keep one thing about ${w.t}, let it be the question.`, (w) => `In short, a second look at ${w.t} is worth the time.`],
}; // prettier-ignore

/** What ties a general fact back to the topic. */
export const TIES: ByForm & { readonly question: readonly Say[] } = {
  question: [
    (w) => `Seen that way, ${w.f} may be less surprising.`,
    (w) => `Keep that in mind when you think about ${w.f}.`,
    (w) => `The same could be true of ${w.f}.`,
    (w) => `That could be one part of the answer to ${w.f}.`,
    (w) => `With ${w.t}, that may be worth a second thought.`,
  ],
  'how-to': [(w) => `With ${w.f}, this can save a lot of trouble.`, (w) => `That is true of ${w.f} as well.`, (w) => `For ${w.f}, it is a good rule to start with.`],
  history: [(w) => `The story of ${w.t} may be a good example.`, (w) => `It is no different with ${w.t}.`, (w) => `Keep that in mind when you think about ${w.t}.`],
  versus: [(w) => `Ask how ${w.t} would each deal with that.`, (w) => `Here ${w.t} may give very different answers.`, (w) => `Keep that in mind when you compare ${w.t}.`],
}; // prettier-ignore

/** The last sentence. */
export const CALLS: readonly Say[] = [
  () => 'Follow for more.',
  () => 'Stay curious.',
  () => 'Tell us what you think.',
  () => 'Follow along for more questions like this.',
  (w) => `Follow for more on ${w.t}.`,
  (w) => `Stay curious about ${w.t}.`,
  (w) => `Tell us what surprised you about ${w.t}.`,
  (w) => `What would you like to know about ${w.t} next?`,
  (w) => `Share this with somebody who is curious about ${w.f}.`,
  (w) => `And if ${w.f} made you curious, follow along for more.`,
];

export function ofForm(
  forms: ByForm & { readonly question: readonly Say[] },
  form: TopicForm,
): readonly Say[] {
  return forms[form] ?? (form === 'what' ? forms.thing : undefined) ?? forms.question;
}
