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
export function statisticsPage({ histories, coverageCount, coverage, falseAlarms, power, failing, shapes, peers }) {
  return `# How changes are judged, and how often that is right

Written by \`node bench/statistics.mjs\` after \`npm run build\`, from histories whose truth is known: ${histories} per row, the same seeds in every run.

## The rules

1. **The run is the unit.** Each run has one value per series: the mean of its samples for rates, the median for times, or what the tool reports.
   What varies within a run says nothing of the next one. Everything is done on logarithms, so that changes are ratios.
2. **Comparable** are runs that agree in every label but versions, commits, dates, seeds, ports, paths and the run itself, in tool and
   major version, in data set, tokenizer and device where documents state them, and in the length of their requests: prompts that differ by more than 10 %,
   answers by more than 25 %, and both by more than four standard errors, are other work. What differs in one of these only is named, not compared.
3. **Fewer than three runs before this one**: undecided, with the number of runs that are missing. What makes a pattern (all cells of a
   subject, or exactly those of one part of the sweep) is stated with its size all the same.
4. **From three runs on** this run is held against the mean of the runs since the last confirmed change, with the spread between runs learned
   from all series of the same metric and kind of load: after what all of them did in a run is taken out, their variances are drawn
   together as far as they agree (Smyth 2004), which pools what is homogeneous and leaves the rest alone. What all of them did is judged by
   itself: that is the machine, and one finding. Fewer than four such series keep their own spread. That spreads agree is itself known only so well:
   they are taken for one only where they scatter less than equal ones would by half a standard error.
   Parts of the group (a model, a size from a value on; four series or more) are judged as one witness each, by the mean of their series
   against the same mean of the runs before, all parts counted at a level of 1 %: their series may share what varies.
5. **Many series** are corrected together (Benjamini and Hochberg 1995), throughput first, then latency, quality, durations, memory, which share
   one level of 3.5 % for the whole report.
6. **Suspected** is what one run shows. The next run of the series confirms it as a step (chance of 2 %, after what the error of the common runs
   before explains is taken away) or withdraws it as a spike, which then belongs to no level. Three runs whose median lies apart (0.2 % for the
   whole report) are a confirmed step, though none of them was suspected. A confirmed change is news for ten runs.
7. **Unchanged** is only said by equivalence: the 90 % interval of the change lies within 3 % for throughput and memory, 5 % for times, 2 % for
   quality. Everything else is undecided.
8. **Three runs and more on both sides** have Welch's interval of the ratio; one run has a prediction interval.
9. **From twelve runs at one level** the level is searched for changes that no single run gave away: where the energy distance (Matteson and James
   2014) divides it, if Welch's t on both parts is beyond chance with all divisions and series counted (1 %), and the ranks (Pettitt 1979)
   divide it there too. It is called a drift where a straight line describes the runs better than two levels.

10. **Failed requests** come first. The share of failed requests of a contestant, its loads and settings together, is followed in counts: the chance of
    so many failures is that of a beta-binomial distribution around the share of the runs before, whose variance holds the error of that share and
    what runs vary beyond chance (Williams 1982, over all series; twice the chance is assumed with the weight of four runs). Three runs before, 1 % for all
    shares of a report both ways, half a percentage point at least; confirmed and withdrawn as values are. What got better while more requests
    failed is undecided.
11. **Calibration.** From twelve runs at one level these runs are put into another order up to 100 times, blocks of neighbours together and all series alike,
    and the last one is judged: how often it is called changed, and the change of one series that four of five such runs would show, stand beside
    the verdicts. The seed follows from the values.

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

Of eight contestants whose failures vary so many times as much as by chance, how often any is called changed where none did, and the one that did:

${failing}

${shapes}

## Against other programs

${peersText(peers)}
`;
}
