namespace AIOps.Incidents.RootCause;

/// <summary>The ranking's constants: one set for all systems. How they were found, and what each is worth, is in docs/adr/0141.</summary>
internal static class RootCauseWeights
{
    // Scale of a series: floors, so that a quiet history does not make a trifle a finding, nor a few steps of what the instrument resolves.
    public const double DevFloor = .3;
    public const double RelFloor = .02;
    public const double RatioRel = .05;
    public const double PopFloor = .05;
    public const double StepFloor = 4;
    public const double Usual = 1;
    public const double UsualQ = .97;

    // A packet ratio's shift: samples of a run, and how late after the onset it may begin.
    public const int LongRun = 4;
    public static readonly TimeSpan NetLate = TimeSpan.FromMinutes(10);

    // From scores to strengths: log(1 + (score / usual)^Pow) / Pow, bounded, over the three strongest metrics.
    public const double Pow = 1.5;
    public const double Cap = 6;
    public const double W1 = .4;
    public const double W2 = .4;
    public const double W3 = .2;
    public const double ResZ = 6;
    public const double NetZ = 1;
    public const double LatZ = 3;

    // Terms.
    public const double Resource = 3;
    public const double Net = 3.2;
    public const double Any = .3;
    public const double Lat = .3;
    public const double Explain = .9;
    public const double Flow = 2;
    public const double Edge = 2.5;
    public const double LogE = 1;
    public const double LogV = .5;
    public const double CallV = .5;
    // What a direct probe saw outweighs all that metrics can bring together.
    public const double State = 60;
    public const double Change = .3;
    // Contrasts that need no long history: a member that stands still beside members that go on, and a neighbour that takes what all others of a host wait for.
    public const double Stuck = 5;
    public const double PilesUp = 1;
    public const double Neighbour = 5;
    public const double ByContrast = .9;

    // Own trouble counts fully from this share of the requests, or of the usual time, on.
    public const double MaterialFailures = .005;
    public const double MaterialLatency = .1;

    // A callee without telemetry that keeps this share of all failures is where they come from.
    public const double MostOfIt = .5;

    // Trouble off the symptom's path, of the other kind than the symptom, and moves to the good side.
    public const double OutOfReach = .1;
    public const double Off = .2;
    public const double Good = .1;
}
