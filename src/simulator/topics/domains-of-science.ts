import { angle, type Domain } from './domain.js';

export const SCIENCE_DOMAINS: readonly Domain[] = [
  {
    name: 'space',
    words: /^(space|stars?|planets?|moons?|galax\w+|universe|mars|venus|jupiter|saturn|pluto|orbits?|rockets?|comets?|asteroids?|astronauts?|telescopes?|black|cosmic|cosmos|nasa|solar|satellites?|eclipses?|nebula\w*|holes?|sun|earth|milky)$/u,
    settings: ['To find out, we have to leave the Earth behind for a moment.', 'Space is large and quiet, and it is the right stage for {f}.'],
    angles: [
      angle('The pull of gravity', 'gravity', 'a planet turning slowly among stars|moons in orbit around a giant planet', 'Gravity shapes everything from grains of dust to whole galaxies.', 'It never switches off, and nothing blocks it.', 'Whatever moves in space moves along with it.'),
      angle('Light as a messenger', 'light', 'distant galaxies glowing in the dark|an observatory under a starry sky', 'Light from far away shows us the past.', 'Astronomers read it like a letter.', 'Its colours tell what is hot, what is moving and what it is made of.'),
      angle('Distances beyond words', 'distance', 'a tiny spacecraft against a field of stars|the edge of the Earth seen from orbit', 'Distances in space are larger than our imagination.', 'Even light needs a long time for some of these journeys.', 'Maps of space are maps of time as well.'),
      angle('Born from dust', 'cosmic dust', 'a nebula glowing in violet and blue|dust drifting past a young star', 'Stars and planets grow out of clouds of gas and dust.', 'What one star leaves behind, others may use again.', 'Nothing in space is wasted for ever.'),
      angle('Tools that see further', 'the telescope', 'a space telescope above the Earth|a rocket rising into a night sky', 'We know space mostly through instruments.', 'Each new instrument has shown us something nobody expected.', 'A probe can carry only what its builders planned for.'),
      angle('Heat, cold, silence', 'extreme conditions', 'a frozen moon below a dark sky|glowing gas around a star', 'Space can be hot and cold within a short distance.', 'There is no air to carry a sound.', 'Ordinary matter behaves in unusual ways out there.'),
    ],
    experts: 'astronomers',
  },
  {
    name: 'physics',
    words: /^(physics|quantum|atoms?|gravity|light|energy|electricity|magnet\w*|particles?|relativity|heat|sound|motion|lasers?|nuclear|thermodynamics|chemistry|chemical|molecules?|science|scientific|time|rainbows?|colou?rs?|mirrors?|zero|math\w*|numbers?|geometry|algebra|infinity|pi|probability|statistics|ice|glass|water|dark|matter|calculus|primes?)$/u,
    settings: ['To find out, we need a simple picture before any formula.', 'Science likes simple questions, and {f} can lead to a very good one.'],
    angles: [
      angle('A simple rule', 'simple rules', 'chalk formulas on a dark board|a pendulum swinging in slow motion', 'Simple rules can produce very complicated results.', 'The hard part is to find the rule behind the noise.', 'Once found, it seems obvious to everyone.'),
      angle('What experiments show', 'experiments', 'sparks between two metal spheres|a precise instrument on a laboratory table', 'A good experiment can prove a beautiful idea wrong.', 'It changes one thing and keeps the rest as it was.', 'The best ones can be repeated by anyone.'),
      angle('Too small to see', 'the very small', 'glowing atoms in slow motion|a drop of water under a microscope', 'Many answers lie in things too small to see.', 'Tiny parts in great number make the world we know.', 'Their rules are not always the rules of daily life.'),
      angle('Energy on the move', 'energy', 'a beam of light split by a prism|ripples crossing still water', 'Energy changes its form, but it does not vanish.', 'Where it goes tells us what will happen next.', 'Heat, light and motion are three of its many faces.'),
      angle('Measuring the world', 'measurement', 'a needle settling on a fine scale|numbers appearing beside a moving object', 'To measure something is to ask it a clear question.', 'Every measurement carries some uncertainty with it.', 'Honest numbers come with honest limits.'),
      angle('Right in front of us', 'everyday examples', 'steam, ice and water on a kitchen table|a spoon in a glass of water', 'The best laboratory is often a kitchen or a street.', 'Daily life repeats the same experiment again and again.', 'We only have to look twice.'),
    ],
    experts: 'physicists',
  },
  {
    name: 'technology',
    words: /^(technolog\w+|computers?|internet|robots?|ai|artificial|intelligence|software|code|coding|programming|phones?|smartphones?|data|algorithms?|encryption|passwords?|batter\w+|chips?|machines?|engines?|cars?|electric|3d|printers?|blockchain|cloud|gps|wifi|apps?|typescript|javascript|python|rust|databases?|graphql|servers?|drones?|planes?|airplanes?|bridges?|elevators?|gpu|neural|chatbots?|websites?|microwaves?|refrigerators?|clocks?|watches|locks?|website|cameras?|helicopters?|ships?)$/u,
    settings: ['To find out, we have to open the lid and look inside.', 'Somebody once had to design it, and {f} will show us their choices.'],
    angles: [
      angle('The problem it solves', 'the problem behind it', 'an engineer sketching at a bright desk|a prototype on a workbench', 'Every design begins with a problem that annoyed somebody.', 'A clear problem is half of a good solution.', 'The rest is a long list of compromises.'),
      angle('Parts that work together', 'the parts', 'gears, wires and circuits in close view|a robot arm placing a tiny part', 'Complicated machines are made of simple parts.', 'What matters is how the parts pass on their work.', 'The weakest part decides how strong the whole can be.'),
      angle('Forces and limits', 'limits', 'steel cables under a wide bridge|a test machine bending a metal beam', 'Nature sets limits that no designer can argue with.', 'Weight, heat and friction always ask for their share.', 'Good engineering leaves room for a bad day.'),
      angle('When things go wrong', 'failure', 'a red warning light in a control room|hands repairing a small machine', 'Most failures begin with a small and boring mistake.', 'Engineers learn a lot from things that broke.', 'A safe system expects people to make errors.'),
      angle('Made for people', 'the people who use it', 'hands using a device in daily life|a crowd with glowing screens in a city street', 'The best tools disappear while we use them.', 'What is easy to use was usually hard to design.', 'People will always find a use that nobody planned.'),
      angle('What comes next', 'the next step', 'light pulses running along a network|an empty workshop at sunrise', 'New tools often copy the shape of old ones first.', 'Real change comes when habits change too.', 'Yesterday’s wonder is tomorrow’s standard part.'),
    ],
    experts: 'engineers',
  },
  {
    name: 'finance',
    words: /^(finance|financial|money|invest\w*|stocks?|market\w*|inflation|interest|banks?|banking|budget\w*|saving|savings|debt|tax\w*|econom\w+|compound|retirement|credit|loans?|mortgage|insurance|wealth|trade|startup\w*|business\w*|prices?|gold|crypto\w*|bitcoin|currency|dollars?|etf\w*|income|rich|poor|rent)$/u,
    settings: ['To find out, we have to follow the money for a while.', 'Money decisions are rarely about numbers alone, and {f} will show why.'],
    angles: [
      angle('The power of time', 'time', 'a growth chart rising slowly on a screen|a jar slowly filling with coins', 'Time is the quiet partner in every money decision.', 'Small amounts can grow when they are left alone.', 'Small costs can grow in the same way.'),
      angle('Risk and reward', 'risk', 'market charts glowing on a quiet desk|a coin spinning on a table', 'Risk and reward tend to travel together.', 'Nobody can promise what a market will do next.', 'The right risk is one that still lets you sleep.'),
      angle('What prices tell us', 'prices', 'a busy market hall from above|numbers moving across a data board', 'A price carries information about what people want.', 'It carries their moods as well.', 'A low price and a good price are not the same.'),
      angle('Habits that pay', 'habits', 'hands sorting receipts for a budget|a notebook with a simple budget', 'A plan that you keep beats a perfect plan that you drop.', 'Good habits make good decisions cheaper.', 'What happens by itself needs no willpower.'),
      angle('Fear and greed', 'emotion', 'a trading floor in soft focus|a worried face in the light of a chart', 'Fear and hope can move money faster than reason can.', 'The crowd is loudest when it is least useful.', 'A rule made on a calm day protects us on a wild one.'),
      angle('The small print', 'the small print', 'a key lying on a signed paper|a magnifying glass over a contract', 'What something costs is not always written in large letters.', 'Fees, terms and conditions deserve a second look.', 'If nobody can explain it simply, be careful.'),
    ],
    experts: 'economists',
  },
]; // prettier-ignore
