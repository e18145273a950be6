using AIOps.Contracts.Runs;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Verification;

/// <summary>
/// Judges the repair of a fault of state by what the direct probe says after it: it must begin to answer by the end of the settling time and go on
/// answering through the window. A probe that says nothing is no recovery. Pure: fed one observation at a time.
/// </summary>
internal sealed class ProbeJudge(VerifyRule rule, DateTimeOffset actionsDone, bool? before)
{
    private DateTimeOffset? _answersSince;
    private int _answers;
    private int _fails;
    private int _silent;

    /// <summary>Takes what the probe says now.</summary>
    /// <returns>The verdict as soon as it is certain, else null.</returns>
    public Verdict? Observe(DateTimeOffset now, bool? answers)
    {
        _ = answers switch { true => _answers++, false => _fails++, null => _silent++ };
        if (answers == true)
        {
            _answersSince ??= now;
            return now - _answersSince >= rule.Window ? (before == true && rule.Must.Count == 1 ? Verdict.RecoveredAnyway : Verdict.Fixed) : null;
        }

        if (answers == false)
        {
            _answersSince = null;
        }

        if (now < actionsDone + rule.Settle)
        {
            return null;
        }

        return answers switch
        {
            false => Verdict.NoEffect,
            _ when now >= actionsDone + rule.Settle + rule.Window => Verdict.Inconclusive,
            _ => null,
        };
    }

    public IReadOnlyList<string> Arithmetic(string target, DateTimeOffset now) =>
    [
        $"{target}: before the run its probe {(before switch { true => "answered already", false => "failed", null => "said nothing" })}",
        $"{target}: after the run it answered {_answers}, failed {_fails} and said nothing {_silent} times in {(now - actionsDone).TotalSeconds:0.0} s",
        _answersSince is { } since
            ? $"{target}: it answers since {(since - actionsDone).TotalSeconds:0.0} s after the last step, for {(now - since).TotalSeconds:0.0} s; it must begin within {MapReader.Show(rule.Settle)} and persist for {MapReader.Show(rule.Window)}"
            : $"{target}: it does not answer; it had {MapReader.Show(rule.Settle)} to begin",
    ];
}
