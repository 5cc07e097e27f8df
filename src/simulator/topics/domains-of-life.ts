import { angle, type Domain } from './domain.js';

export const LIFE_DOMAINS: readonly Domain[] = [
  {
    name: 'animals',
    words: /^(animals?|bees?|birds?|cats?|kittens?|dogs?|pupp(?:y|ies)|insects?|ants?|horses?|elephants?|lions?|tigers?|wolves|wolf|bears?|snakes?|spiders?|frogs?|butterfl\w+|dinosaurs?|penguins?|owls?|crows?|monkeys?|apes?|bats?|foxes|fox|hummingbirds?|parrots?|cows?|chickens?|eagles?|pets?|octop\w*|fish|fishes|whales?|sharks?|dolphins?|squids?|jellyfish|crabs?|turtles?|giraffes?|flamingos?|camels?|rabbits?|mice|rats?|pigeons?|sloths?|pandas?|koalas?|kangaroos?|hedgehogs?|zebras?|snails?|worms?|seahorses?)$/u,
    settings: ['To find out, we have to see the world the way {t} might see it.', 'In the wild, {f} must be worth the effort.', 'To answer that, let us meet {t} where daily life happens.'],
    angles: [
      angle('What the body needs', 'the body', 'the skin and shape of an animal in close view|an animal body breathing slowly at rest', 'Every part of an animal body has to earn its place.', 'A body is a set of compromises that work well enough together.', 'What looks odd from outside often makes sense from inside.'),
      angle('Built for movement', 'movement', 'an animal in motion, every muscle at work|tracks that cross wet ground', 'Moving costs energy, so nature rewards those who move well.', 'Speed, balance and patience are three answers to the same problem.', 'How an animal moves often shapes the rest of its life.'),
      angle('The search for food', 'food', 'an animal feeding in the wild|a patient animal watching its prey', 'In the wild, no meal is guaranteed.', 'Finding food takes time, skill and a little luck.', 'A new source of food can change a whole way of life.'),
      angle('Staying alive', 'survival', 'an animal hiding in its natural surroundings|alert eyes between leaves', 'Most animals spend a good part of life avoiding danger.', 'Hiding, fleeing and fighting all have their price.', 'Small advantages add up when they help an animal survive.'),
      angle('A world of senses', 'the senses', 'a close view of an animal eye|ears, nose and whiskers turning to a sound', 'Many animals notice things that we cannot notice at all.', 'Smell, touch and hearing can matter more than sight.', 'Each species lives in a slightly different world of signals.'),
      angle('Together or alone', 'life with others', 'two animals meeting in soft light|a young animal close to its mother', 'Even solitary animals have to deal with rivals and partners.', 'Signals between animals are often short, clear and honest.', 'Young animals learn a lot by watching and trying.'),
    ],
    experts: 'biologists',
  },
  {
    name: 'ocean',
    words: /^(ocean\w*|seas?|seawater|coral\w*|reefs?|marine|waves?|tides?|submarines?|underwater|tsunamis?|currents?)$/u,
    settings: ['To find out, we have to follow {t} below the surface.', 'The sea is the best place to think about {f}.'],
    angles: [
      angle('Water in motion', 'moving water', 'long waves rolling across the open ocean|blue water swirling past dark rocks', 'Sea water is never quite still.', 'Wind, tides and temperature keep it moving.', 'What moves in one place is felt in another.'),
      angle('Light and depth', 'depth', 'sunbeams fading into deep blue water|a diver sinking into dark water', 'Light fades quickly below the surface.', 'With every step down, the weight of the water grows.', 'The deep sea is cold, dark and still little explored.'),
      angle('The life within', 'life in the sea', 'a coral reef full of small fish|tiny plankton drifting in sea water', 'Most life in the sea begins with drifting plants too small to see.', 'Large animals depend on a long chain of smaller ones.', 'Hiding well is often better than swimming fast.'),
      angle('Where land meets sea', 'the coast', 'waves folding over a rocky shore|a river reaching the sea at sunset', 'A coast is a border that never stays in one place.', 'Rivers bring sand, mud and minerals to the sea.', 'Waves take away in a storm what calm days built.'),
      angle('Sea and weather', 'the weather above', 'storm clouds over a grey ocean|rain falling on the open sea', 'The ocean stores heat and gives it back slowly.', 'Much of our rain begins as water from the sea.', 'Sea and air trade warmth, water and gases all the time.'),
      angle('What we still ask', 'open questions', 'a research ship on a calm sea|a lamp lighting the sea floor', 'The sea is hard to study, because we cannot stay there long.', 'Instruments go where divers cannot.', 'Each expedition brings home new questions.'),
    ],
    experts: 'ocean scientists',
  },
  {
    name: 'nature',
    words: /^(nature|forests?|trees?|plants?|flowers?|mountains?|rivers?|deserts?|climate|weather|rain\w*|clouds?|volcano\w*|earthquakes?|soil|gardens?|gardening|leaves|leaf|mushrooms?|fungi|lightning|thunder|snow|snowflakes?|islands?|photosynthesis|seeds?|lakes?|storms?|tornado\w*|hurricanes?|auroras?|sky|roses?|tomato\w*|glaciers?|wind|seasons?)$/u,
    settings: ['To find out, we have to look at {t} out in the open.', 'Nature rarely does anything for one reason, and {f} will be no exception.'],
    angles: [
      angle('Light, water, air', 'light and water', 'sunlight and water drops on green leaves|rain falling over a quiet forest', 'Light, water and air drive most of what happens outdoors.', 'A little more or less of them can change everything.', 'They are ordinary, and that is why we overlook them.'),
      angle('Time and patience', 'slow change', 'clouds racing over a wide landscape|shadows moving across a mountain', 'Much of nature works too slowly for us to notice.', 'Small steps add up when there is enough time.', 'Then, sometimes, a slow change shows itself all at once.'),
      angle('The hidden side', 'what is hidden', 'roots gripping dark forest soil|steam rising from a crack in the ground', 'A great deal happens below our feet.', 'What we see outside often has its cause inside.', 'Good observers look for traces of what they cannot see.'),
      angle('The turn of the seasons', 'the seasons', 'a forest through the colours of the year|frost on grass at sunrise', 'Seasons give living things a calendar.', 'Warmth, cold and daylight set the pace.', 'What looks like an ending is often preparation.'),
      angle('Everything is connected', 'connections', 'a river bending through green hills|insects visiting flowers in a field', 'Nothing in a landscape works entirely alone.', 'Air, ground, water and life keep trading with each other.', 'Pull on one thread, and others will move.'),
      angle('Force and balance', 'balance', 'wind bending tall trees|a calm valley after a storm', 'Balance in nature is never a standstill.', 'Opposite forces hold each other in check for a while.', 'When one of them grows, things begin to move.'),
    ],
    experts: 'scientists who work outdoors',
  },
  {
    name: 'health',
    words: /^(health\w*|heart|hearts|blood|body|bodies|sleep\w*|muscles?|immune|vaccines?|vaccination|virus\w*|diet|vitamins?|exercise|fitness|doctors?|medicine|medical|bones?|skin|teeth|eyes?|ears?|lungs?|stomach|allerg\w+|fever|pain|dna|genes?|cells?|yoga|hydration|aging|hiccups?|yawn\w*|sneez\w*|antibiotics|nutrition)$/u,
    settings: ['To find out, we have to look at what the body does all day.', 'The body keeps good reasons ready, and {f} will be one place to see them.'],
    angles: [
      angle('Signals in the body', 'signals in the body', 'glowing nerve signals through a body|a calm pulse line on a screen', 'The body talks to itself all day with signals we never feel.', 'A signal that comes early can save a lot of repair later.', 'Not every signal is precise, but few come without a cause.'),
      angle('Rest and repair', 'rest and repair', 'soft light in a quiet bedroom|living cells under a microscope', 'Living tissue is always being broken down and built again.', 'Repair needs time, energy and rest.', 'Much of this work goes on while we sleep.'),
      angle('Built-in defence', 'the defences of the body', 'white cells moving through blood|a close view of healthy skin', 'The body meets strangers every day and ignores most of them.', 'Its defences have to react quickly, but not too strongly.', 'They also learn from what they have met before.'),
      angle('Daily habits', 'daily habits', 'a person walking through a green park|hands preparing fresh vegetables', 'Small habits often matter more than rare efforts.', 'Food, movement and sleep support each other.', 'What can be kept up for years counts most.'),
      angle('Everyone is different', 'the differences between people', 'faces of many ages in warm light|a doctor listening to a patient', 'No two bodies react in exactly the same way.', 'Age, history and circumstances all play a part.', 'A doctor can answer what a video cannot.'),
      angle('A question of energy', 'energy', 'blood flowing through glowing vessels|a runner breathing in cool morning air', 'Everything the body does has to be paid for with energy.', 'The heart and the lungs keep the supply going.', 'When demand rises, the whole system adapts.'),
    ],
    experts: 'doctors',
  },
  {
    name: 'psychology',
    words: /^(psycholog\w+|mind|minds|brain|brains|memory|memories|habits?|emotions?|fear|anxiety|stress|happiness|dream|dreams?|dreaming|love|motivation|attention|focus|procrastinat\w*|personality|behaviou?r|thinking|learning|learn|confidence|therapy|bias\w*|decisions?|creativity|meditation|loneliness|trust|déjà|languages?|people|friends\w*|laugh\w*)$/u,
    settings: ['To find out, we have to watch the mind at work.', 'The mind hides its reasons well, and {f} will show us some of them.'],
    angles: [
      angle('What attention picks', 'attention', 'a person thinking beside a rainy window|a beam of light in a dark room', 'We notice far less than we believe.', 'Attention works like a narrow beam of light.', 'Whatever it leaves out seems not to exist.'),
      angle('How memory rebuilds', 'memory', 'old photographs on a wooden table|glowing paths through a model of a brain', 'Memory is no recording, because it rebuilds the past.', 'Strong feelings decide a lot about what stays.', 'What we repeat, we keep.'),
      angle('The pull of habit', 'habit', 'footsteps on a familiar path|hands repeating a small routine', 'A good part of the day runs on habit.', 'Habits save effort, and that is why they are hard to break.', 'A new habit needs a cue before it needs strong will.'),
      angle('Feelings as guides', 'feelings', 'a face changing from worry to relief|light and shadow on a calm face', 'Feelings are fast, and reasons often come later.', 'They tell us what matters before we can explain it.', 'They can mislead us, but without them we could hardly decide.'),
      angle('The other people', 'other people', 'friends talking around a small table|a crowd with one person standing still', 'We learn who we are from the people around us.', 'The wish to belong is stronger than most of us admit.', 'A kind word at the right time can change a day.'),
      angle('Between sleep and waking', 'the resting mind', 'a sleeping city under a night sky|soft waves of light above a pillow', 'A resting brain is far from idle.', 'It sorts, links and tidies what the day has brought.', 'Good ideas often arrive when we stop forcing them.'),
    ],
    experts: 'psychologists',
  },
]; // prettier-ignore
