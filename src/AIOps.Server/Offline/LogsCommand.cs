using System.CommandLine;
using AIOps.Server.Logs;

namespace AIOps.Server.Offline;

/// <summary>The verb <c>aiops logs</c>: templates of log files and anomalies of log sessions without a running service, and the templates that a running one knows.</summary>
internal static class LogsCommand
{
    public static Command Create() => new("logs", "Log templates and log anomalies.")
    {
        LogParseCommand.Create(),
        LogSessionsCommand.Create(),
        LogVerbs.Top(),
        LogVerbs.New(),
        LogVerbs.Show(),
    };
}
