namespace AIOps.Server.Cli;

/// <summary>One finding of <c>aiops doctor</c>: what was looked at, how it is, and what to do; a fault makes the exit code 1.</summary>
internal sealed record DoctorFinding(string What, bool Good, string Words, string Remedy = "", bool Fault = false)
{
    public static DoctorFinding Fine(string what, string words) => new(what, true, words);

    public static DoctorFinding Hint(string what, string words, string remedy) => new(what, false, words, remedy);

    public static DoctorFinding Bad(string what, string words, string remedy) => new(what, false, words, remedy, Fault: true);
}
