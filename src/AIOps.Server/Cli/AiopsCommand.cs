using System.CommandLine;

namespace AIOps.Server.Cli;

/// <summary>The root of the command line: one line for each verb; a verb lives in the slice that it belongs to.</summary>
internal static class AiopsCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("AIOps: finds anomalies, names the culprit, repairs known failures and proves it.");
        Serve.ServeCommand.AddTo(root);
        root.Subcommands.Add(Serve.ServeCommand.Create());
        root.Subcommands.Add(Demo.DemoCommand.Create());
        root.Subcommands.Add(Offline.DetectCommand.Create());
        root.Subcommands.Add(Offline.ForecastCommand.Create());
        root.Subcommands.Add(Offline.ModelsCommand.Create());
        root.Subcommands.Add(Demo.ShopCommand.Create());
        root.Subcommands.Add(Offline.LogsCommand.Create());
        root.Subcommands.Add(Respond.GuardCommand.Create());
        root.Subcommands.Add(Respond.RunbookCommand.Create());
        root.Subcommands.Add(Respond.AuditCommand.Create());
        root.Subcommands.Add(Respond.TrustCommand.Create());
        root.Subcommands.Add(Offline.RcaCommand.Create());
        root.Subcommands.Add(IncidentVerbs.List());
        root.Subcommands.Add(IncidentVerbs.One());
        root.Subcommands.Add(IncidentVerbs.Acknowledge());
        root.Subcommands.Add(AnomalyVerbs.List());
        root.Subcommands.Add(AnomalyVerbs.One());
        root.Subcommands.Add(RunVerbs.List());
        root.Subcommands.Add(RunVerbs.One());
        root.Subcommands.Add(RunVerbs.Approve());
        root.Subcommands.Add(RunVerbs.Reject());
        root.Subcommands.Add(RunVerbs.Cancel());
        root.Subcommands.Add(AutomationVerbs.KillSwitch());
        root.Subcommands.Add(AutomationVerbs.Runbooks());
        root.Subcommands.Add(AutomationVerbs.Problems());
        root.Subcommands.Add(InventoryVerbs.Entities());
        root.Subcommands.Add(InventoryVerbs.Topology());
        root.Subcommands.Add(InventoryVerbs.Services());
        root.Subcommands.Add(Backup.BackupCommands.Backup());
        root.Subcommands.Add(Backup.BackupCommands.Restore());
        root.Subcommands.Add(DoctorVerb.Create());
        root.Subcommands.Add(CompletionVerb.Create());
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }
}
