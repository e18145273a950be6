namespace AIOps.Incidents.RootCause;

/// <summary>
/// Calls that a workload makes, held against the requests that it gets: one that stops calling on while requests still come in broke inside.
/// The expectation is the count before × how its own requests changed, so that load alone moves nothing.
/// </summary>
internal sealed class CallEvidence
{
    private const double Most = 5;
    private const double MissingFrom = 6;
    private readonly Dictionary<string, (double Before, double After)> _incoming = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Before, double After)> _inside = new(StringComparer.Ordinal);
    private readonly List<(CallSeries Call, double Before, double After)> _counts = [];

    public CallEvidence(IReadOnlyList<CallSeries> calls, long normalUntilMs, long fromMs, long toMs)
    {
        var steps = calls.SelectMany(call => call.Times).Distinct().ToArray();
        var before = steps.Count(time => time < normalUntilMs);
        var after = steps.Count(time => time >= fromMs && time < toMs);
        var scale = before == 0 ? 0 : (double)after / before;
        foreach (var call in calls)
        {
            double b = 0, a = 0;
            for (var i = 0; i < call.Times.Count; i++)
            {
                if (call.Times[i] < normalUntilMs)
                {
                    b += call.Counts[i] * scale;
                }
                else if (call.Times[i] >= fromMs && call.Times[i] < toMs)
                {
                    a += call.Counts[i];
                }
            }

            _counts.Add((call, b, a));
            var totals = call.Caller == call.Callee ? _inside : _incoming;
            var total = totals.GetValueOrDefault(call.Callee);
            totals[call.Callee] = (total.Before + b, total.After + a);
        }
    }

    /// <summary>For each workload the call that is missing most.</summary>
    public Dictionary<string, CountChange> Missing()
    {
        var missing = new Dictionary<string, CountChange>(StringComparer.Ordinal);
        foreach (var (call, before, after) in _counts)
        {
            if (call.Caller.Length == 0 || before < MissingFrom || IsErrorHandler(call.Operation))
            {
                continue;
            }

            var requests = _incoming.TryGetValue(call.Caller, out var incoming) && incoming is { Before: > 0, After: > 0 } ? incoming : _inside.GetValueOrDefault(call.Caller);
            if (requests.Before <= 0 || requests.After <= 0)
            {
                continue;
            }

            var expected = before * requests.After / requests.Before;
            if (after > .3 * expected)
            {
                continue;
            }

            var strength = Math.Min(Most, -CountChange.Deviance(after, expected));
            if (strength > (missing.GetValueOrDefault(call.Caller)?.Strength ?? 0))
            {
                missing[call.Caller] = new CountChange(call.Caller == call.Callee ? call.Operation : $"{call.Operation} of {call.Callee}", expected, after, strength);
            }
        }

        return missing;
    }

    // Error handlers that are called less are good news.
    private static bool IsErrorHandler(string operation) =>
        operation.Contains("error", StringComparison.OrdinalIgnoreCase) || operation.Contains("exception", StringComparison.OrdinalIgnoreCase);
}
