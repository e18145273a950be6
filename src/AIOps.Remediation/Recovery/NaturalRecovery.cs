using System.Globalization;

namespace AIOps.Remediation.Recovery;

/// <summary>
/// Whether a recovery may be credited to a repair: not when such faults usually recover in the same time without one. Of the faults that are still there
/// when the repair begins, the share that recovers by itself until the recovery is 1 − S(recovered) ÷ S(began). Pure.
/// </summary>
/// <param name="Share">That share, 0 to 1; null when too few episodes tell of it.</param>
/// <param name="Words">The arithmetic in one line.</param>
internal sealed record NaturalRecovery(double? Share, string Words)
{
    /// <summary>From this share on the recovery is not credited.</summary>
    public const double Usual = 0.5;

    private const int EnoughOfService = 5;
    private const int EnoughOfAll = 20;

    /// <summary>True when the recovery would have come as well.</summary>
    public bool IsUsual => Share >= Usual;

    /// <summary>Asks the service's own episodes, and those of all services when these are too few.</summary>
    /// <param name="episodes">Episodes of all services; others than the fault's are left out.</param>
    /// <param name="service">The workload that was repaired.</param>
    /// <param name="fault">Its fault.</param>
    /// <param name="began">From detection to the repair's first step.</param>
    /// <param name="recovered">From detection to the recovery.</param>
    public static NaturalRecovery Of(IReadOnlyCollection<FaultEpisode> episodes, string service, string fault, TimeSpan began, TimeSpan recovered)
    {
        var all = episodes.Where(episode => episode.Fault == fault).ToList();
        var own = all.FindAll(episode => episode.Service == service);
        return Ask(own, $"'{fault}' at {service}", began, recovered, EnoughOfService)
            ?? Ask(all, $"'{fault}' at any service", began, recovered, EnoughOfAll)
            ?? new NaturalRecovery(null, $"natural recovery of '{fault}' is not known: it was left alone long enough {Telling(own, began, recovered)} times at {service} (needed {EnoughOfService}) and {Telling(all, began, recovered)} times in all (needed {EnoughOfAll})");
    }

    private static NaturalRecovery? Ask(List<FaultEpisode> episodes, string what, TimeSpan began, TimeSpan recovered, int enough)
    {
        var telling = Telling(episodes, began, recovered);
        if (telling < enough)
        {
            return null;
        }

        var curve = SurvivalCurve.Of(episodes);
        var (before, after) = (curve.At(began), curve.At(recovered));
        var share = before > 0 ? 1 - (after / before) : 1;
        var alone = episodes.Count(episode => episode.Recovered);
        return new NaturalRecovery(share, string.Create(CultureInfo.InvariantCulture, $"natural recovery of {what}: {alone} of {episodes.Count} recovered by themselves{(curve.Median is { } median ? $", half of them within {Show(median)}" : "")}; still there after {Show(began)} are {before:P0}, after {Show(recovered)} {after:P0}: {share:P0} would have recovered meanwhile ({telling} tell of it), {(share >= Usual ? "so the repair gets no credit" : $"credit is kept below {Usual:P0}")}"));
    }

    // One that was acted on in between tells nothing of how it would have gone on.
    private static int Telling(List<FaultEpisode> episodes, TimeSpan began, TimeSpan recovered) =>
        episodes.Count(episode => episode.Lasted > recovered || (episode.Recovered && episode.Lasted > began));

    private static string Show(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s") : time < TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h");
}
