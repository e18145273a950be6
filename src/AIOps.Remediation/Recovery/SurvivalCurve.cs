namespace AIOps.Remediation.Recovery;

/// <summary>
/// Share of faults that are still there after a time without help: the product-limit estimate (Kaplan and Meier, "Nonparametric estimation from
/// incomplete observations", 1958). What was acted on, or is still there, is censored: it counts as long as it was watched and no longer.
/// </summary>
internal sealed class SurvivalCurve
{
    private readonly List<(TimeSpan Time, double Survival)> _steps = [];

    private SurvivalCurve()
    {
    }

    /// <summary>Time by which half of the faults have recovered; null when the curve does not fall so far.</summary>
    public TimeSpan? Median => _steps.FindIndex(step => step.Survival <= 0.5) is >= 0 and var at ? _steps[at].Time : null;

    /// <summary>Estimates the curve; costs a sort of the episodes.</summary>
    public static SurvivalCurve Of(IReadOnlyCollection<FaultEpisode> episodes)
    {
        var curve = new SurvivalCurve();
        var (atRisk, survival) = (episodes.Count, 1.0);

        // One that was censored at the moment at which another recovered was still at risk then.
        foreach (var moment in episodes.GroupBy(episode => episode.Lasted).OrderBy(group => group.Key))
        {
            var recovered = moment.Count(episode => episode.Recovered);
            if (recovered > 0)
            {
                survival *= 1 - ((double)recovered / atRisk);
                curve._steps.Add((moment.Key, survival));
            }

            atRisk -= moment.Count();
        }

        return curve;
    }

    /// <summary>Share, 0 to 1, that is still there after a time.</summary>
    public double At(TimeSpan time) => _steps.FindLastIndex(step => step.Time <= time) is >= 0 and var at ? _steps[at].Survival : 1;
}
