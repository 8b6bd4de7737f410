// The text of docs/statistics.md around the tables that bench/statistics.mjs computes.

function peersText(peers) {
  if (peers === null) return 'No Python with SciPy could be installed when this page was written, so that nothing was compared.';
  const { worst, series, same } = peers;
  const largest = (name) => worst[name].toExponential(0);
  return `On 1,000 random pairs of sets (3 to 42 values, spread 1 to 101 %), the largest relative difference to SciPy is ${largest('mean')} for means,
${largest('quantile')} for quantiles, ${largest('t')} for the bounds of Student's t, ${largest('welch')} for the bounds of Welch's interval of a ratio and ${largest('p')} for its chance.
On ${series} series (12 to 71 runs, half of them with a step of 7 %), the change-point candidate and its energy distance equal those of Apache Otava in
${same}. What Otava then decides differs on purpose: its t-test divides the squares by n instead of n - 1, takes no account of how many divisions were
tried and of how many series there are, and asks no second method.`;
}

/** The whole page. */
export function statisticsPage({ histories, coverageCount, coverage, falseAlarms, power, shapes, peers }) {
  return `# How changes are judged, and how often that is right

Written by \`node bench/statistics.mjs\` after \`npm run build\`, from histories whose truth is known: ${histories} per row, the same seeds in every run.

## The rules

1. **The run is the unit.** Each run has one value per series: the mean of its samples for rates, the median for times, or what the tool reports.
   What varies within a run says nothing of the next one. Everything is done on logarithms, so that changes are ratios.
2. **Comparable** are runs that agree in every label but versions, commits, dates, seeds, ports, paths and the run itself, in tool and
   major version. What differs in one label only is named, not compared.
3. **Fewer than three runs before this one**: undecided, with the number of runs that are missing. What makes a pattern (all cells of a
   subject, or exactly those of one part of the sweep) is stated with its size all the same.
4. **From three runs on** this run is held against the mean of the runs since the last confirmed change, with the spread between runs learned
   from all series of the same metric and kind of load: after what all of them did in a run is taken out, their variances are drawn
   together as far as they agree (Smyth 2004), which pools what is homogeneous and leaves the rest alone. What all of them did is judged by
   itself: that is the machine, and one finding. Fewer than four such series keep their own spread.
5. **Many series** are corrected together (Benjamini and Hochberg 1995), throughput first, then latency, quality, durations, memory, which share
   one level of 2.5 % for the whole report. With three or four runs before, the spread is itself hardly known, and a chance counts 1.6 times.
6. **Suspected** is what one run shows. The next run of the series confirms it as a step (chance of 2 %, after what the error of the common runs
   before explains is taken away) or withdraws it as a spike, which then belongs to no level. Three runs whose median lies apart (0.2 % for the
   whole report) are a confirmed step, though none of them was suspected. A confirmed change is news for ten runs.
7. **Unchanged** is only said by equivalence: the 90 % interval of the change lies within 3 % for throughput and memory, 5 % for times, 2 % for
   quality. Everything else is undecided.
8. **Three runs and more on both sides** have Welch's interval of the ratio; one run has a prediction interval.
9. **From twelve runs at one level** the level is searched for changes that no single run gave away: where the energy distance (Matteson and James
   2014) divides it, if Welch's t on both parts is beyond chance with all divisions and series counted (1 %), and the ranks (Pettitt 1979)
   divide it there too. It is called a drift where a straight line describes the runs better than two levels.

Series that were constant, and values that are not above zero, have no verdict.

## Intervals

How often an interval of the level 95 % holds the truth, ${coverageCount} draws per row:

${coverage}

Of values that lie 30 % apart, and so are skewed, Student's interval of a mean is a little short: such means are stated, and never decide about a change.
The other two are used for changes, and have their level throughout.

## False alarms

200 series in three families, nothing changed, a spread between runs of about 3 % (half of the series between 2.5 and 3.7 %), and a shock of the
given size that all series of a run share:

${falseAlarms}

## What is found

A step of 10 % where runs lie 3 % apart, in one series or some of a family, first seen in the last run, and two runs later:

${power}

"Wrong" are unchanged series that are suspected beside those that changed.

${shapes}

## Against other programs

${peersText(peers)}
`;
}
