namespace AIOps.Incidents.RootCause;

/// <summary>A count (lines of a template, calls of an operation) that broke with what the rest of its workload predicts.</summary>
/// <param name="What">The template or operation.</param>
/// <param name="Expected">What was expected after the onset.</param>
/// <param name="Found">What was found.</param>
/// <param name="Strength">Signed root of the Poisson deviance, bounded.</param>
internal sealed record CountChange(string What, double Expected, double Found, double Strength)
{
    /// <summary>Signed root of the Poisson deviance of a count against its expectation.</summary>
    public static double Deviance(double found, double expected)
    {
        if (found < expected)
        {
            return -Math.Sqrt(2 * (expected - found - (found > 0 ? found * Math.Log(expected / found) : 0)));
        }

        var least = Math.Max(expected, .5);
        return found > least ? Math.Sqrt(2 * ((found * Math.Log(found / least)) - (found - least))) : 0;
    }
}
