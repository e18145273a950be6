using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs;

namespace AIOps.Server.Logs;

/// <summary>A log template as REST shows it; secrets are masked.</summary>
/// <param name="Workload">Who writes it.</param>
/// <param name="Id">Its id inside the workload.</param>
/// <param name="Text">Readable form with <c>&lt;*&gt;</c> for variable parts.</param>
/// <param name="Records">Records so far.</param>
/// <param name="FirstSeen">Time of the first record.</param>
/// <param name="LastSeen">Time of the last record.</param>
/// <param name="Severity">Highest severity seen.</param>
/// <param name="Rate">Records a second over the buckets in <paramref name="Recent"/>.</param>
/// <param name="Recent">Records in each of the last counting buckets, oldest first.</param>
internal sealed record LogTemplateView(string Workload, int Id, string Text, long Records, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, string Severity, double Rate, IReadOnlyList<int> Recent)
{
    public static LogTemplateView Of(string workload, TemplateStanding standing) => new(
        workload,
        standing.Template.Id,
        standing.Template.Text,
        standing.Template.Lines,
        DateTimeOffset.FromUnixTimeMilliseconds(standing.Template.FirstSeenMs),
        DateTimeOffset.FromUnixTimeMilliseconds(standing.Template.LastSeenMs),
        Name(standing.Template.Severity),
        standing.Rate,
        standing.Recent);

    private static string Name(byte severity) => severity switch
    {
        >= (byte)LogSeverity.Fatal => "fatal",
        >= (byte)LogSeverity.Error => "error",
        >= (byte)LogSeverity.Warning => "warning",
        >= (byte)LogSeverity.Information => "information",
        >= (byte)LogSeverity.Debug => "debug",
        >= (byte)LogSeverity.Trace => "trace",
        _ => "",
    };
}
