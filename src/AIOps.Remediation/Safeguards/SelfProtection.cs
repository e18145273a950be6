using AIOps.Remediation.Planning;

namespace AIOps.Remediation.Safeguards;

/// <summary>Refuses to touch our own bus, store, host or process unless it is listed by name.</summary>
internal static class SelfProtection
{
    public static Refusal? Check(PreparedRun prepared, SelfIdentity self)
    {
        foreach (var target in prepared.Targets)
        {
            var workload = target.Entity.Workload;
            if (self.Allowed.Contains(workload, StringComparer.Ordinal))
            {
                continue;
            }

            if (self.Workloads.Contains(workload, StringComparer.Ordinal))
            {
                return Refuse($"{workload} is this service, its bus, its store or its host");
            }

            foreach (var (name, value) in target.Attributes)
            {
                if ((Touches(value, self) ?? Above(name, value, self)) is { } problem)
                {
                    return Refuse($"{target.Entity}: the attribute {name} is '{value}', which is {problem}");
                }

                // pg_host and pg_port, redis_host and redis_port: an address in two parts.
                if (name.EndsWith("host", StringComparison.Ordinal) && target.Attributes.TryGetValue(name[..^4] + "port", out var port) && Touches($"{value}:{port}", self) is { } address)
                {
                    return Refuse($"{target.Entity}: the attributes {name} and {name[..^4]}port are '{value}:{port}', which is {address}");
                }
            }
        }

        foreach (var step in prepared.Steps.Where(step => !self.Allowed.Contains(step.Target.Workload, StringComparer.Ordinal)))
        {
            foreach (var value in step.Texts.Values.Concat(step.Lists.Values.SelectMany(list => list)))
            {
                if (Touches(value, self) is { } problem)
                {
                    return Refuse($"step {step.Rule.Id} names '{value}', which is {problem}");
                }
            }

            // systemctl completes the name of a service.
            if (step.Rule.Uses == "systemd" && Touches(step.Text("unit") + ".service", self) is { } unit)
            {
                return Refuse($"step {step.Rule.Id} names '{step.Text("unit")}', which is {unit}");
            }

            // docker takes any beginning of an id, however short.
            if (step.Rule.Uses == "container" && step.Text("name") is { Length: > 0 } name && self.Containers.Any(id => id.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            {
                return Refuse($"step {step.Rule.Id} names '{name}', with which the container that we run in begins");
            }

            if (step.Rule.Uses == "sql" && $"{step.Text("host")}:{step.Text("port", "5432")}" is var server && Touches(server, self) is { } store)
            {
                return Refuse($"step {step.Rule.Id} goes to '{server}', which is {store}");
            }
        }

        return null;
    }

    private static string? Touches(string value, SelfIdentity self)
    {
        if (self.Endpoints.Any(endpoint => value.Equals(endpoint, StringComparison.OrdinalIgnoreCase) || value.Contains("//" + endpoint, StringComparison.OrdinalIgnoreCase)))
        {
            return "an address of ours";
        }

        if (value.StartsWith('/') && self.Folders.Any(folder => folder.Length > 1 && Inside(value, folder)))
        {
            return "in a folder of ours";
        }

        if (self.Units.Contains(value, StringComparer.Ordinal))
        {
            return "the unit that runs us";
        }

        // docker takes any beginning of an id; twelve characters are what it shows.
        if (value.Length >= 12 && self.Containers.Any(id => id.StartsWith(value, StringComparison.OrdinalIgnoreCase)))
        {
            return "the container that we run in";
        }

        return value.StartsWith('/') && NamesOurProcess(value, self) ? "a pid file of ours" : null;
    }

    // A folder that is to be emptied must not hold ours; a service may well work in one that does.
    private static string? Above(string name, string value, SelfIdentity self) =>
        name != "workdir" && value.StartsWith('/') && Directory.Exists(value) && self.Folders.Any(folder => folder.Length > 1 && Inside(folder, value)) ? "a folder that holds ours" : null;

    private static bool Inside(string path, string folder)
    {
        var (inner, outer) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return inner == outer || outer == "/" || inner.StartsWith(outer + "/", StringComparison.Ordinal);
    }

    private static bool NamesOurProcess(string path, SelfIdentity self)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: < 32 } && int.TryParse(File.ReadAllText(path).Trim(), out var pid) && self.Pids.Contains(pid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static Refusal Refuse(string text) => new("own-system", text + "; list the workload under Remediation:AllowOwn to permit it", Passing: false);
}
