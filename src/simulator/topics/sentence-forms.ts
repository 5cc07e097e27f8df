/** The words that a sentence form may use. */
export interface Words {
  /** The topic inside a sentence, and at its start. */
  readonly t: string;
  readonly T: string;
  /** "why octopuses have three hearts", or the phrase again. */
  readonly clause: string;
  readonly Clause: string;
  /** Verbs in the number of the topic. */
  readonly is: string;
  readonly has: string;
  readonly s: (verb: string) => string;
  /** Two aspects; they stand where number does not matter. */
  readonly a: string;
  readonly A: string;
  readonly b: string;
  readonly experts: string;
  readonly Experts: string;
}

export type Form = (w: Words) => string;

/** The first sentence of an episode. */
export const HOOKS: readonly Form[] = [
  (w) => `Have you ever wondered about ${w.clause}?`,
  (w) => `Most people get one thing wrong about ${w.t}.`,
  (w) => `There is more to ${w.t} than meets the eye.`,
  (w) => `Give me a moment, and ${w.t} will never look the same.`,
  (w) => `What if the real story of ${w.t} begins with ${w.a}?`,
  (w) => `Look closely at ${w.t}, and a surprise appears.`,
  (w) => `Today we ask a simple question about ${w.t}.`,
  (w) => `Let us talk about ${w.clause}.`,
  (w) => `You have probably heard of ${w.t}, but not like this.`,
  (w) => `Forget what you learned about ${w.t} for a moment.`,
];

export const CLOSERS: readonly Form[] = [
  (w) => `Follow along for more stories about ${w.t}.`,
  (w) => `Tell us what surprised you most about ${w.t}.`,
  (w) => `Share this with somebody who is curious about ${w.t}.`,
  (w) => `Next time you meet ${w.t}, remember ${w.a}.`,
  (w) => `Now you know a little more about ${w.clause}.`,
  (w) => `Stay curious, and look at ${w.t} again tomorrow.`,
  (w) => `What would you like to know about ${w.t} next?`,
];

/** Sentences in the middle; each is used again only with other aspects. */
export const POINTS: readonly Form[] = [
  (w) => `To understand ${w.t}, start with ${w.a}.`,
  (w) => `${w.Experts} often connect ${w.t} with ${w.a}.`,
  (w) => `Without ${w.a}, ${w.t} would look very different.`,
  (w) => `In the case of ${w.t}, ${w.a} can change everything.`,
  (w) => `Think of ${w.t} as a conversation with ${w.a}.`,
  (w) => `The link between ${w.t} and ${w.a} is easy to miss.`,
  (w) => `${w.A} can tell us a great deal about ${w.t}.`,
  (w) => `Ask ${w.experts} about ${w.t}, and they may mention ${w.a}.`,
  (w) => `One clue about ${w.t} lies in ${w.a}.`,
  (w) => `When ${w.a} and ${w.b} meet, ${w.t} ${w.s('become')} easier to explain.`,
  (w) => `It is tempting to explain ${w.t} by ${w.a} alone.`,
  (w) => `But ${w.a} will only explain a part of ${w.t}.`,
  (w) => `For ${w.t}, the role of ${w.a} is rarely obvious.`,
  (w) => `Picture ${w.t} for a second, and then add ${w.a}.`,
  (w) => `From ${w.a} to ${w.b}, every step shapes ${w.t}.`,
  (w) => `Here ${w.t} ${w.s('show')} us the value of ${w.a}.`,
  (w) => `${w.T} ${w.s('seem')} simple until we look at ${w.a}.`,
  (w) => `Some of the best stories about ${w.t} begin with ${w.a}.`,
  (w) => `You can see ${w.a} at work whenever you look at ${w.t}.`,
  (w) => `A closer look at ${w.a} makes ${w.t} easier to grasp.`,
  (w) => `Behind ${w.t} we find ${w.a}, and behind that, ${w.b}.`,
  (w) => `People who study ${w.t} pay attention to ${w.a}.`,
  (w) => `Change ${w.a} a little, and ${w.t} may change a lot.`,
  (w) => `Could ${w.a} be the key to ${w.t}?`,
  (w) => `That is where ${w.a} can help us with ${w.t}.`,
  (w) => `Curiously, ${w.t} and ${w.a} belong to the same story.`,
  (w) => `We tend to notice ${w.b} first, but ${w.t} may depend on ${w.a}.`,
  (w) => `If you remember one thing about ${w.t}, remember ${w.a}.`,
  (w) => `The puzzle of ${w.t} has a piece called ${w.a}.`,
  (w) => `Compare ${w.a} with ${w.b}, and ${w.t} ${w.s('start')} to make sense.`,
  (w) => `Nothing about ${w.t} is quite as simple as ${w.a}.`,
  (w) => `In everyday life, ${w.a} may be our best window on ${w.t}.`,
  (w) => `Every good account of ${w.t} makes room for ${w.a}.`,
  (w) => `Take away ${w.b}, and ${w.t} would still need ${w.a}.`,
  (w) => `Is it possible to explain ${w.t} without ${w.a}?`,
  (w) => `Years of questions about ${w.t} have led back to ${w.a}.`,
  (w) => `The more we learn about ${w.a}, the stranger ${w.t} may seem.`,
  (w) => `At first, ${w.a} and ${w.t} appear to have little in common.`,
  (w) => `Yet ${w.t} would not be the same without ${w.a}.`,
  (w) => `Careful work on ${w.a} has changed how we see ${w.t}.`,
  (w) => `You might overlook ${w.a}, but ${w.t} never ${w.s('do')}.`,
  (w) => `A beginner may begin with ${w.b}, and later find that ${w.t} ${w.s('ask')} for ${w.a}.`,
  (w) => `Small differences in ${w.a} can matter a lot for ${w.t}.`,
  (w) => `This is why ${w.experts} return to ${w.a} when they discuss ${w.t}.`,
  (w) => `No single fact explains ${w.t}, but ${w.a} might come close.`,
  (w) => `Imagine ${w.t} in a world without ${w.a}.`,
  (w) => `Sooner or later, any talk about ${w.t} turns to ${w.a}.`,
  (w) => `Both ${w.a} and ${w.b} leave their mark on ${w.t}.`,
  (w) => `Not everything about ${w.t} comes down to ${w.a}, of course.`,
  (w) => `Still, ${w.a} will remain part of ${w.t}.`,
  (w) => `A patient observer of ${w.t} will notice ${w.a} sooner or later.`,
  (w) => `Let ${w.a} be your guide through ${w.t}.`,
  (w) => `Old ideas about ${w.t} often left out ${w.a}.`,
  (w) => `New ideas about ${w.t} give more space to ${w.a}.`,
  (w) => `Between ${w.a} and ${w.b} there is room for ${w.t} to surprise us.`,
  (w) => `With ${w.t}, we can learn to respect ${w.a}.`,
  (w) => `What looks like luck in ${w.t} may really be ${w.a}.`,
  (w) => `Questions about ${w.a} keep coming up around ${w.t}.`,
  (w) => `Step back from ${w.t}, and ${w.a} will come into view.`,
  (w) => `Anyone who cares about ${w.t} should care about ${w.a}.`,
  (w) => `There is a quiet agreement between ${w.t} and ${w.a}.`,
  (w) => `How much does our picture of ${w.t} owe to ${w.a}?`,
  (w) => `Simple models of ${w.t} leave out ${w.a} on purpose.`,
  (w) => `Better models of ${w.t} bring back ${w.a} and then ${w.b}.`,
  (w) => `Watch how ${w.a} can turn the story of ${w.t} around.`,
  (w) => `It took a long time to connect ${w.t} with ${w.a}.`,
  (w) => `Today that connection between ${w.t} and ${w.a} feels almost natural.`,
  (w) => `Where ${w.a} may fail, ${w.t} ${w.s('rely')} on ${w.b}.`,
];

/** Sections of a plan, and lines on the screen. */
export const SECTION_TITLES: readonly Form[] = [
  (w) => `Why ${w.a} can matter`,
  (w) => `A closer look at ${w.a}`,
  (w) => `The role of ${w.a}`,
  (w) => `What ${w.a} can teach us`,
  (w) => `From ${w.a} to ${w.b}`,
  (w) => `The surprise in ${w.a}`,
];

export const KEY_POINTS: readonly Form[] = [
  (w) => `How ${w.t} and ${w.a} belong together`,
  (w) => `What ${w.experts} say about ${w.a}`,
  (w) => `An everyday example of ${w.a} in ${w.t}`,
  (w) => `A common mistake about ${w.t}`,
  (w) => `What changes for ${w.t} without ${w.a}`,
  (w) => `The step from ${w.a} to ${w.b}`,
];
