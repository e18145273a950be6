using System.CommandLine;
using AIOps.Contracts.Storage;
using AIOps.Server.Cli;
using AIOps.Server.Configuration;
using AIOps.Storage.Backup;

namespace AIOps.Server.Backup;

/// <summary>The verbs <c>aiops backup</c> and <c>aiops restore</c>; both work on the store itself, so that no service is needed.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var target = new Argument<string>("target") { Description = "A folder that does not exist yet." };
        return Create("backup", "Writes a backup of the installation into a new folder, while the service runs or not.", target, [], async (parsed, installation, cancellationToken) =>
        {
            var folder = Folder(parsed.GetValue(target)!);
            var manifest = await BackupWriter.WriteAsync(installation, folder, TimeProvider.System, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{folder} holds {BackupWords.Of(manifest.Store)}");
            output.WriteLine($"  in it: {BackupWords.Of(manifest.Files)}; their owner alone may read them");
            output.WriteLine($"  not in it: the telemetry history ({installation.History}), positions in log files, settings and catalogues outside of {installation.Data}, runbooks and models");
            return manifest.Store.BrokenAuditEntry is null
                ? null
                : "the backup is whole, but the audit that it is of is not: aiops audit verify says from where on";
        });
    }

    public static Command Restore()
    {
        var source = new Argument<string>("source") { Description = "A folder that aiops backup made." };
        var check = new Option<bool>("--check") { Description = "Only reads the backup from beginning to end and says whether it is whole." };
        return Create("restore", "Makes an installation of a backup where there is none; the service must not run.", source, [check], async (parsed, installation, cancellationToken) =>
        {
            var folder = Folder(parsed.GetValue(source)!);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(check))
            {
                var whole = await BackupReader.CheckAsync(installation, folder, cancellationToken);
                output.WriteLine($"{folder} is whole: {BackupWords.Of(whole.Store)}, of {whole.At:u}");
                return null;
            }

            var (manifest, stayed) = await BackupReader.RestoreAsync(installation, folder, cancellationToken);
            output.WriteLine($"restored as of {manifest.At:u}: {BackupWords.Of(manifest.Store)}");
            if (stayed.Count > 0)
            {
                output.WriteLine($"  stayed as they were in {installation.Data}: {string.Join(", ", stayed)}");
            }

            output.WriteLine($"  start the service on it: aiops serve --data {installation.Data}");
            return null;
        });
    }

    private static Command Create(string name, string description, Argument<string> argument, IReadOnlyList<Option> options, Func<ParseResult, Installation, CancellationToken, Task<string?>> run)
    {
        var command = new Command(name, description) { argument };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        var settings = new SettingsOptions();
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                settings.Apply(parsed);
                if (await run(parsed, Installation.Load(settings.Data(parsed)), cancellationToken) is not { } warning)
                {
                    return 0;
                }

                Terminal.Fail(warning);
            }
            catch (Exception failure) when (failure is CommandFailure or StartException or BackupException or StoreUnavailableException)
            {
                Terminal.Fail(failure.Message);
            }

            return 1;
        });
        return command;
    }

    private static string Folder(string given) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
}
