using System.CommandLine;

namespace AIOps.Server.Offline;

/// <summary>The verb <c>aiops logs</c>: templates of log files and anomalies of log sessions, without a running service.</summary>
internal static class LogsCommand
{
    public static Command Create() => new("logs", "Log templates and log anomalies.")
    {
        LogParseCommand.Create(),
        LogSessionsCommand.Create(),
    };
}
