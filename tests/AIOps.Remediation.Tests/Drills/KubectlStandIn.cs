namespace AIOps.Remediation.Tests.Drills;

/// <summary>A kubectl on the path of this process that knows the namespaces of the drills only.</summary>
internal static class KubectlStandIn
{
    private static readonly Lazy<string> Folder = new(Make);

    public static void Deploy(string name, string script) => File.WriteAllText(Path.Combine(Folder.Value, name), script);

    public static void Remove(string name) => File.Delete(Path.Combine(Folder.Value, name));

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-kubectl-").FullName;
        var program = Path.Combine(folder, "kubectl");
        File.WriteAllText(program, $"""
            #!/bin/sh
            name=$(echo "$1" | sed -n 's/^--namespace=//p')
            [ -n "$name" ] && [ -f "{folder}/$name" ] || exit 1
            shift 2
            . "{folder}/$name"
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        SearchPath.Prepend(folder);
        return folder;
    }
}
