using AIOps.Remediation.Guarding;
using AIOps.Remediation.Steps;

namespace AIOps.Remediation.Engine;

/// <summary>
/// The guard of a step's first attempt, started before the step's time begins to run: a machine that is in trouble starts processes slowly, and that
/// is no reason to give the step less.
/// </summary>
internal sealed class FirstGuard : IDisposable
{
    private GuardedCommand? _guard;

    private FirstGuard(GuardedCommand? guard) => _guard = guard;

    /// <summary>Starts it; one that does not start is tried again by the attempt itself.</summary>
    public static async Task<FirstGuard> StartAsync(Func<Task<(GuardedCommand? Guard, StepOutcome? Problem)>> start) => new((await start().ConfigureAwait(false)).Guard);

    /// <summary>Gives it to the first who asks; null to all others.</summary>
    public (GuardedCommand? Guard, StepOutcome? Problem)? Take() => Interlocked.Exchange(ref _guard, null) is { } guard ? (guard, null) : null;

    public void Dispose() => _guard?.Dispose();
}
