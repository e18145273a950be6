using AIOps.Contracts.Events;

namespace AIOps.Incidents.Grouping;

/// <summary>How much one signal says that something is wrong; the sum over an incident is held against its bar.</summary>
public static class SignalWeight
{
    /// <summary>A state fault and a critical alert are enough by themselves (2), a single mild metric is not (about .3).</summary>
    public static double Of(Anomaly anomaly)
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        if (anomaly.StateFault)
        {
            return 2;
        }

        if (anomaly.Kind is AnomalyKind.Alert or AnomalyKind.Missing)
        {
            // Somebody else has decided already that this deserves an alert.
            return anomaly.Severity switch { Severity.Critical => 2, Severity.Error => 1.5, Severity.Warning => 1, _ => .3 };
        }

        var worst = anomaly.Severity switch { Severity.Critical => 1.25, Severity.Error => .8, Severity.Warning => .45, _ => .15 };
        return worst * (.4 + (.6 * Math.Clamp(double.IsFinite(anomaly.Score) ? anomaly.Score : 0, 0, 1)));
    }
}
